import type { Pair, Scalar } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { YamlDocument } from './yaml-document.ts';
import { readYaml } from './yaml-document.ts';

/** Paths are those of the old file; `*` stands for each item of a list and each entry of a block. */
export interface Renames {
  /** `zones.*.on` → the new name of that key. */
  readonly keys: Readonly<Record<string, string>>;
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
export function renameKeys(text: string, version: number, { keys, values = {} }: Renames): string {
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

/** A node that several aliases name is edited once. */
function withEdits(text: string, edits: readonly Edit[]): string {
  const byStart = [...new Map(edits.map((edit) => [edit.start, edit])).values()];
  const inOrder = byStart.sort((a, b) => a.start - b.start);
  const pieces = inOrder.map((edit, i) => text.slice(inOrder[i - 1]?.end ?? 0, edit.start) + edit.text);
  return [...pieces, text.slice(inOrder.at(-1)?.end ?? 0)].join('');
}
