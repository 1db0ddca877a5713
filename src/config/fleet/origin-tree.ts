import type { Node } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import type { Json } from '../../core/model/ids.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { readYaml } from '../yaml-document.ts';
import type { FleetProblem } from './fleet-problem.ts';
import { damagedFile } from './fleet-problem.ts';

/** File and line from which a part of the fleet's settings comes. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** A YAML value that knows the origin of each of its parts. `isRemoved`: the part has the tag `!remove`. */
export type OriginTree = { readonly at: Origin; readonly isRemoved?: true } & (
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, OriginTree> }
  | { readonly kind: 'list'; readonly items: readonly OriginTree[] }
  | { readonly kind: 'scalar'; readonly value: Json }
);

const REMOVE = '!remove';

/** Parses the text of one file into a tree, or returns its problems. Never throws. */
export function readOriginTree(
  file: string,
  text: string,
): { readonly tree: OriginTree } | { readonly problems: readonly FleetProblem[] } {
  const read = readYaml(text);
  if ('problems' in read) return { problems: damagedFile(file, read.problems) };
  const lines = text.split('\n');
  const lineOf = lineFinder(lines);
  const tree = convert(read.document.contents, { file, read, lineOf });
  return { tree: tree.kind === 'map' ? tree : { kind: 'map', entries: new Map(), at: tree.at } };
}

interface Reading {
  readonly file: string;
  readonly read: YamlDocument;
  readonly lineOf: (offset: number) => number;
}

function convert(raw: unknown, reading: Reading): OriginTree {
  const node = reading.read.resolve(raw);
  const at = { file: reading.file, line: reading.lineOf((raw as Node | null)?.range?.[0] ?? 0) };
  const removed = node?.tag === REMOVE ? ({ isRemoved: true } as const) : {};
  if (isMap(node)) {
    const keys = node.items.map(({ key, value }) => ({ key: reading.read.resolve(key), value }));
    const isGone = keys.some(({ key }) => key?.tag === REMOVE);
    const entries = keys
      .filter(({ key }) => key?.tag !== REMOVE)
      .map(({ key, value }) => [isScalar(key) ? String(key.value) : '', convert(value, reading)] as const);
    return { kind: 'map', entries: new Map(entries), at, ...removed, ...(isGone && { isRemoved: true }) };
  }
  if (isSeq(node)) {
    return { kind: 'list', items: node.items.map((item) => convert(item, reading)), at, ...removed };
  }
  const value = (isScalar(node) ? (node.value ?? null) : null) as Json;
  return { kind: 'scalar', value, at, ...removed };
}

/** Returns a function that converts an offset in the text to a line number, from 1. */
function lineFinder(lines: readonly string[]): (offset: number) => number {
  let end = 0;
  const ends = lines.map((line) => {
    end += line.length + 1;
    return end;
  });
  return (offset) => Math.min(lines.length, ends.findIndex((each) => offset < each) + 1 || lines.length);
}

export function toValue(tree: OriginTree): Json {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toValue);
  return Object.fromEntries([...tree.entries].map(([key, inner]) => [key, toValue(inner)]));
}

/**
 * Returns the origin of a path such as `sensors[2].path`. If a part of the path is missing, returns the origin of the
 * last part that exists.
 */
export function findOrigin(tree: OriginTree, path: string): Origin {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  let found = tree;
  for (const key of keys) {
    const next =
      found.kind === 'map'
        ? found.entries.get(key)
        : found.kind === 'list'
          ? found.items[Number(key)]
          : undefined;
    if (next === undefined) break;
    found = next;
  }
  return found.at;
}
