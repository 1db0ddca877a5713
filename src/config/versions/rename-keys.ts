import type { Node, Pair, Scalar } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { YamlDocument } from '../yaml-document.ts';
import { readYaml } from '../yaml-document.ts';

/** Paths are those of the old file; `*` stands for each item of a list and each entry of a block. */
export interface Renames {
  /** `zones.*.on` → the new name of that key. */
  readonly keys: Readonly<Record<string, string>>;
  /** Settings that are gone: in a block they become comments, in a line they are cut. */
  readonly dropped?: readonly string[];
  /** `sensors.*.type` → old value → new value. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Renames keys and values where they stand in the YAML text and sets its version: comments, order, line numbers and
 * layout stay. A key whose new name exists beside it stays as well, so that the checks report it. Text that is no YAML
 * comes back as it is.
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
  /** Every key of the block that the pair is in. */
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

/** Quotes stay. Nothing where the text is not the plain or quoted value itself (a block scalar, an escape). */
function scalarEdit(text: string, node: unknown, to: string): Edit[] {
  const { range, value } = node as Scalar;
  if (!range) return [];
  const [start, end] = range;
  const source = text.slice(start, end);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  if (source !== `${quote}${value}${quote}`) return [];
  return [{ start, end, text: `${quote}${to}${quote}` }];
}

/** Line numbers stay: each line of a block gets a comment sign. */
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

/** A node that several aliases name is edited once. */
function withEdits(text: string, edits: readonly Edit[]): string {
  const byStart = [...new Map(edits.map((edit) => [edit.start, edit])).values()];
  const inOrder = byStart.sort((a, b) => a.start - b.start);
  const pieces = inOrder.map((edit, i) => text.slice(inOrder[i - 1]?.end ?? 0, edit.start) + edit.text);
  return [...pieces, text.slice(inOrder.at(-1)?.end ?? 0)].join('');
}
