import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { Json } from '../core/model/ids.ts';
import type { SettingsEdit } from '../ports/console/console-settings.ts';
import { readYaml } from './yaml-document.ts';

type Key = string | number;
type Tree = { readonly [key: string]: Json };

/**
 * Returns the YAML text after the edits. Keeps comments, order and style of all other settings. If nothing changes,
 * returns exactly the same text. Throws RangeError for a path that does not exist.
 */
export function editYaml(text: string, edits: readonly SettingsEdit[]): string {
  const read = readYaml(text);
  if ('problems' in read) throw new RangeError('the settings file is damaged: see lintel check');
  const { document } = read;
  const before = JSON.stringify(read.value);
  for (const { path, value } of edits) edit(document, path, value);
  const after = JSON.stringify(document.toJS());
  if (after === before) return text;
  const written = document.toString({ lineWidth: 0, indentSeq: !/\n\w+:[^\n]*\n- /.test(text) });
  const restored = withOldLines(written, text);
  const again = readYaml(restored);
  return 'value' in again && JSON.stringify(again.value) === after ? restored : written;
}

/** Restores each old line whose new version differs only in spaces, so that users recognise their file. */
function withOldLines(written: string, old: string): string {
  const oldLines = old.split('\n');
  let next = 0;
  const lines = besideKeys(written.split('\n'), oldLines).flatMap((line) => {
    const meant = tightened(line);
    if (meant === '') return [];
    const found = oldLines.findIndex((candidate, i) => i >= next && tightened(candidate) === meant);
    if (found < 0) return [neat(line)];
    const blanks = oldLines.slice(next, found).filter((skipped) => skipped.trim() === '');
    const isGap = blanks.length > 0 && oldLines[found - 1]?.trim() === '';
    next = found + 1;
    return isGap ? ['', oldLines[found] ?? line] : [oldLines[found] ?? line];
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Moves comments back to the line of their key. The YAML writer puts a comment on the next line when the key opens a
 * list.
 */
function besideKeys(lines: readonly string[], oldLines: readonly string[]): string[] {
  const known = new Set(oldLines.map(tightened));
  const joined = lines.map((line, i) => `${line} ${lines[i + 1]?.trim()}`);
  const isOne = (i: number) => /:$/.test(lines[i] ?? '') && known.has(tightened(joined[i] ?? ''));
  return lines.flatMap((line, i) => {
    if (isOne(i)) return [joined[i] ?? line];
    return i > 0 && isOne(i - 1) ? [] : [line];
  });
}

function tightened(line: string): string {
  return line.replaceAll(/([[{,])\s+|\s+([\]}#])/g, '$1$2').trimEnd();
}

/** Writes points as `[1, 2]`. The YAML writer would add spaces inside the brackets. */
function neat(line: string): string {
  return line.replaceAll(/\[ (?=[-\d[])/g, '[').replaceAll(/(?<=[\d\]]) \]/g, ']');
}

function edit(document: Document, path: readonly Key[], value: Json | undefined): void {
  const last = path.at(-1);
  if (last === undefined) throw new RangeError('an edit needs a path');
  let node: unknown = document.contents;
  for (const key of path.slice(0, -1)) node = childOf(document, node, key, path);
  if (isMap(node)) editMap(document, node, String(last), value);
  else if (isSeq(node)) editSeq(document, node, last, value);
  else throw nowhere(path);
}

function childOf(document: Document, node: unknown, key: Key, path: readonly Key[]): unknown {
  if (isMap(node)) {
    const child = node.get(String(key), true);
    if (isMap(child) || isSeq(child)) return child;
    // The file does not have this section yet: create it.
    const created = document.createNode({});
    node.set(String(key), created);
    return created;
  }
  const child = isSeq(node) ? node.items[placeOf(node, key)] : undefined;
  if (child === undefined) throw nowhere(path);
  return child;
}

function editMap(document: Document, map: YAMLMap, key: string, value: Json | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, merged(document, map.get(key, true), value));
}

function editSeq(document: Document, seq: YAMLSeq, key: Key, value: Json | undefined): void {
  const place = placeOf(seq, key);
  if (value === undefined) {
    if (place >= 0) seq.delete(place);
  } else if (place < 0) seq.add(created(document, value));
  else seq.set(place, merged(document, seq.items[place] as Node, value));
}

/** Returns the index of an entry. −1 when no entry has this id, or the index is too large. */
function placeOf(seq: YAMLSeq, key: Key): number {
  if (typeof key === 'number') return key < seq.items.length ? key : -1;
  return seq.items.findIndex((item) => isMap(item) && item.get('id') === key);
}

/**
 * Writes the value into the existing node if possible, because this keeps its comments. Otherwise returns a new node.
 */
function merged(document: Document, node: unknown, value: Json): unknown {
  if (isScalar(node) && (value === null || typeof value !== 'object')) {
    if (node.value === value) return node;
    node.value = value;
    // Removes the notation of the old number, which would change how the new number is written.
    delete node.source;
    delete node.format;
    delete node.minFractionDigits;
    return node;
  }
  if (isMap(node) && isTree(value)) return mergedMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return mergedSeq(document, node, value);
  return withComments(node, created(document, value));
}

function mergedMap(document: Document, map: YAMLMap, value: Tree): YAMLMap {
  for (const key of map.items.map((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key))) {
    if (!(key in value)) map.delete(key);
  }
  for (const [key, inner] of Object.entries(value)) map.set(key, merged(document, map.get(key, true), inner));
  return map;
}

function mergedSeq(document: Document, seq: YAMLSeq, values: readonly Json[]): YAMLSeq {
  const old = [...seq.items] as Node[];
  const places = values.map((value, i) =>
    isTree(value) && 'id' in value ? placeOf(seq, value['id'] as Key) : i,
  );
  seq.items = values.map((value, i) => {
    const node = old[places[i] ?? -1];
    return node === undefined ? created(document, value) : merged(document, node, value);
  });
  return seq;
}

function created(document: Document, value: Json): Node {
  const node = document.createNode(value) as Node;
  markFlow(node);
  return node;
}

/** Makes the YAML writer put a list on one line if it is a point or a list of points. */
function markFlow(node: unknown): void {
  if (isSeq(node)) {
    if (isNumbers(node)) node.flow = true;
    else node.items.forEach(markFlow);
  }
  if (isMap(node)) for (const { value } of node.items) markFlow(value);
}

function isNumbers(node: unknown): boolean {
  if (isScalar(node)) return typeof node.value === 'number';
  return isSeq(node) && node.items.every(isNumbers);
}

function withComments(old: unknown, node: Node): Node {
  const { comment, commentBefore, spaceBefore } = (old ?? {}) as Node;
  return Object.assign(node, {
    ...(comment == null ? {} : { comment }),
    ...(commentBefore == null ? {} : { commentBefore }),
    ...(spaceBefore == null ? {} : { spaceBefore }),
  });
}

function isTree(value: Json): value is Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function nowhere(path: readonly Key[]): RangeError {
  return new RangeError(`there is nothing at ${path.join('.')}`);
}
