import type { Json } from '../../core/model/ids.ts';

/** A single setting, with its path. */
export interface SettingsLeaf {
  /** The path: keys of sections, and ids of list entries, such as `['zones', 'till', 'name']`. */
  readonly path: readonly string[];
  /** Name of the setting in the table of owners, such as `zones[].name`. */
  readonly name: string;
  readonly value: Json;
}

/**
 * Lists all settings of a tree. A list whose entries have no ids is one setting. The id of an entry is not a setting.
 */
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

/**
 * Lists the names of all values of a tree, including those inside lists without ids. Leaves out empty lists and
 * sections.
 */
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

/** Returns whether all entries of a list have ids, as zones and sensors do. */
export function hasIds(list: readonly Json[]): list is readonly { readonly [key: string]: Json }[] {
  return list.length > 0 && list.every((entry) => isTree(entry) && typeof entry['id'] === 'string');
}

export function isTree(value: Json | undefined): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Returns the value at a path, or undefined when it does not exist. */
export function findLeaf(tree: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return value.find((entry) => isTree(entry) && entry['id'] === key);
    return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, tree);
}
