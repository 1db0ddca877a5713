import sax from 'sax';
import type { Tree } from './path.ts';

/** Limits for a device's report. Real reports are a few levels deep and much smaller. */
const DEEPEST = 32;
const MOST_ELEMENTS = 20_000;

export type BodyFormat = 'json' | 'xml' | 'text';

/** Parses a body into a tree. Undefined when it does not have the format. Never throws, for any bytes. */
export function readBody(payload: Uint8Array, format: BodyFormat): Tree {
  const text = new TextDecoder().decode(payload);
  if (format === 'text') return text.trim();
  return format === 'json' ? readJson(text) : readXml(text);
}

function readJson(text: string): Tree {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Element = Record<string, unknown>;

/**
 * Returns elements under their names without prefix. Elements with the same name become a list. An element that holds
 * only text becomes that text. An element's attributes become fields like its children, and its text becomes the field
 * `_`. A picture in another part of a multipart body is cut off.
 */
export function readXml(text: string): Tree {
  const begin = text.indexOf('<');
  if (begin < 0) return undefined;
  const reader = new XmlReader();
  const parser = sax.parser(true, { trim: true, normalize: true });
  parser.onopentag = ({ name, attributes }) => reader.open(name, attributes);
  parser.onclosetag = () => reader.close();
  parser.ontext = (part) => reader.add(part);
  parser.oncdata = (part) => reader.add(part);
  parser.onerror = () => reader.end();
  try {
    parser.write(lastTag(text.slice(begin))).close();
  } catch {
    return undefined;
  }
  return reader.root;
}

/** Cuts off everything after the last tag: it may be another part of a multipart body. */
function lastTag(text: string): string {
  const end = /<\/([\w:.-]+)>\s*(?:--|$)/.exec(text);
  return end === null ? text : text.slice(0, end.index + end[0].length).replace(/--$/, '');
}

class XmlReader {
  readonly #open: { readonly name: string; readonly element: Element; text: string }[] = [];
  #elements = 0;
  #ended = false;
  #root: Tree;

  get root(): Tree {
    return this.#ended ? undefined : this.#root;
  }

  open(name: string, attributes: Readonly<Record<string, unknown>>): void {
    this.#elements += 1;
    if (this.#open.length >= DEEPEST || this.#elements > MOST_ELEMENTS) this.#ended = true;
    const element: Element = Object.create(null);
    for (const [key, value] of Object.entries(attributes)) element[localName(key)] = value;
    if (!this.#ended) this.#open.push({ name: localName(name), element, text: '' });
  }

  add(text: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined) top.text += text;
  }

  close(): void {
    const closed = this.#open.pop();
    if (closed === undefined || this.#ended) return;
    const isText = Object.keys(closed.element).length === 0;
    if (!isText && closed.text !== '') closed.element['_'] = closed.text;
    const value = isText ? closed.text : closed.element;
    const parent = this.#open.at(-1)?.element;
    if (parent === undefined) this.#root = { [closed.name]: value };
    else put(parent, closed.name, value);
  }

  end(): void {
    this.#ended = true;
  }
}

function put(parent: Element, name: string, value: unknown): void {
  const before = parent[name];
  if (before === undefined) parent[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else parent[name] = [before, value];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
