import type { Json } from '../../core/model/ids.ts';

/** A single setting of a tree, with the way to it. */
export interface SettingsLeaf {
  /** Keys, and ids of a list's entries: `['zones', 'till', 'name']`. */
  readonly path: readonly string[];
  /** As the table of owners names it: `zones[].name`. */
  readonly name: string;
  readonly value: Json;
}

/** Every setting of a tree. Entries of a list without ids are one setting with the list; an entry's own id is none. */
export function listLeaves(tree: Json): SettingsLeaf[] {
  return walk(tree, [], '');
}

function walk(value: Json, path: readonly string[], name: string): SettingsLeaf[] {
  if (Array.isArray(value)) {
    if (!hasIds(value)) return [{ path, name, value }];
    return value.flatMap((entry) => walkEntry(entry, path, `${name}[]`));
  }
  if (!isTree(value)) return [{ path, name, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    walk(inner, [...path, key], name === '' ? key : `${name}.${key}`),
  );
}

function walkEntry(entry: { readonly [key: string]: Json }, path: readonly string[], name: string) {
  const { id, ...rest } = entry;
  return walk(rest, [...path, String(id)], name);
}

/** Names of all values of a tree, those within lists of things without ids too. An empty list or section has none. */
export function listNames(tree: Json, name = ''): string[] {
  if (Array.isArray(tree)) {
    const isThings = hasIds(tree);
    return tree.flatMap((entry) => listNames(isThings ? withoutId(entry) : entry, `${name}[]`));
  }
  if (!isTree(tree)) return [name];
  return Object.entries(tree).flatMap(([key, inner]) =>
    listNames(inner, name === '' ? key : `${name}.${key}`),
  );
}

function withoutId(entry: Json): Json {
  if (!isTree(entry)) return entry;
  const { id: _id, ...rest } = entry;
  return rest;
}

/** Things that have names, such as zones and sensors. */
export function hasIds(list: readonly Json[]): list is readonly { readonly [key: string]: Json }[] {
  return list.length > 0 && list.every((entry) => isTree(entry) && typeof entry['id'] === 'string');
}

export function isTree(value: Json | undefined): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The setting of a tree that a path leads to; undefined where there is none. */
export function findLeaf(tree: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return value.find((entry) => isTree(entry) && entry['id'] === key);
    return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, tree);
}
