import type { Node, Pair, Scalar } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { YamlDocument } from '../yaml-document.ts';
import { readYaml } from '../yaml-document.ts';

/**
 * The changes from one version to the next. Paths are those of the old version; `*` matches each list item or each
 * entry of a section.
 */
export interface Renames {
  /** New name of a key, by its old path such as `zones.*.on`. */
  readonly keys: Readonly<Record<string, string>>;
  /**
   * Paths of settings that no longer exist. If a setting has its own lines, they become comments; otherwise it is
   * deleted.
   */
  readonly dropped?: readonly string[];
  /** New values: by path such as `sensors.*.type`, then by old value. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Renames keys and values inside the YAML text and sets its version. Comments, order, line numbers and layout stay. If
 * a section already has the new name too, the old key stays, and the checks report it. Text that is not YAML is
 * returned unchanged.
 */
export function renameKeys(
  text: string,
  version: number,
  { keys, values = {}, dropped = [] }: Renames,
): string {
  const document = readYaml(text);
  if ('problems' in document) return text;
  const root = document.document.contents;
  const found = (path: string) => entriesAt(document, root, path.split('.'));
  const edits = [
    ...Object.entries(keys).flatMap(([path, to]) =>
      found(path)
        .filter(({ names }) => !names.includes(to))
        .flatMap(({ pair }) => scalarEdit(text, pair.key, to)),
    ),
    ...Object.entries(values).flatMap(([path, names]) =>
      found(path).flatMap(({ pair }) => {
        const value = document.resolve(pair.value);
        const to = isScalar(value) ? names[String(value.value)] : undefined;
        return to === undefined ? [] : scalarEdit(text, value, to);
      }),
    ),
    ...dropped.flatMap((path) => found(path).flatMap(({ pair }) => dropEdits(text, pair))),
    ...found('version').flatMap(({ pair }) => scalarEdit(text, pair.value, String(version))),
  ];
  return withEdits(text, edits);
}

interface Entry {
  readonly pair: Pair;
  /** Names of all keys in the same section. */
  readonly names: readonly unknown[];
}

function entriesAt(document: YamlDocument, at: unknown, [first = '', ...rest]: readonly string[]): Entry[] {
  const node = document.resolve(at);
  if (isSeq(node)) {
    if (first !== '*' || rest.length === 0) return [];
    return node.items.flatMap((item) => entriesAt(document, item, rest));
  }
  if (!isMap(node)) return [];
  const names = node.items.map(({ key }) => (isScalar(key) ? key.value : undefined));
  const pairs = node.items.filter((_, i) => first === '*' || names[i] === first);
  if (rest.length === 0) return pairs.map((pair) => ({ pair, names }));
  return pairs.flatMap(({ value }) => entriesAt(document, value, rest));
}

/**
 * Replaces a value and keeps its quotes. Returns no edit for values in another notation, such as block scalars or
 * escapes.
 */
function scalarEdit(text: string, node: unknown, to: string): Edit[] {
  const { range, value } = node as Scalar;
  if (!range) return [];
  const [start, end] = range;
  const source = text.slice(start, end);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  if (source !== `${quote}${value}${quote}`) return [];
  return [{ start, end, text: `${quote}${to}${quote}` }];
}

/** Removes a setting. If it has its own lines, they become comments, so that line numbers stay. */
function dropEdits(text: string, { key, value }: Pair): Edit[] {
  const [start, end] = [(key as Node).range?.[0], (value as Node | null)?.range?.[1]];
  if (start === undefined || end === undefined) return [];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isBlock = text.slice(lineStart, start).trim() === '';
  if (isBlock) {
    const lines = [...text.slice(lineStart, end).trimEnd().matchAll(/^/gm)];
    return lines.map(({ index }) => ({ start: lineStart + index, end: lineStart + index, text: '# ' }));
  }
  const comma = /^\s*,\s*/.exec(text.slice(end))?.[0].length;
  if (comma !== undefined) return [{ start, end: end + comma, text: '' }];
  const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [{ start: start - before, end, text: '' }];
}

/**
 * Applies the edits to the text. If aliases share a node, the same edit of it is listed repeatedly, but applied only
 * once.
 */
function withEdits(text: string, edits: readonly Edit[]): string {
  const byStart = [...new Map(edits.map((edit) => [edit.start, edit])).values()];
  const inOrder = byStart.sort((a, b) => a.start - b.start);
  const pieces = inOrder.map((edit, i) => text.slice(inOrder[i - 1]?.end ?? 0, edit.start) + edit.text);
  return [...pieces, text.slice(inOrder.at(-1)?.end ?? 0)].join('');
}
