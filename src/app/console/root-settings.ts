import { isNode, isScalar, visit } from 'yaml';
import { readYaml } from '../../config/yaml-document.ts';
import type { Json } from '../../core/model/ids.ts';

/**
 * Sections that contain files, addresses or deletions. Through them, a console user could make the service send or
 * delete any file that it can read. So only root may change them, on the device. The console only shows that they
 * exist.
 */
const ROOT_SECTIONS = new Set(['mqtt', 'storage', 'console', 'metrics', 'satellite', 'rules', 'outputs']);
/** Settings that identify the gateway in the cloud. The console shows them, but cannot change them. */
const IDENTITY = new Set(['version', 'tenant', 'gateway']);
const ROOT_KEY =
  /File$|^(?:file|rtsp|username|folder|directory|deleteAfterImport|url|address|host|port|broker)$/;

const HIDDEN = '(set on the device)';

type Tree = { readonly [key: string]: Json };

/**
 * Returns the path of the first change that only root may make; undefined when there is none. `offered`: new sensors
 * that the console may add, each with the address at which the gateway found it.
 */
export function findRootChange(before: Json, after: Json, offered: readonly Json[] = []): string | undefined {
  const [old, next] = [withOffered(treeOf(before), treeOf(after), offered), treeOf(after)];
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  for (const key of keys) {
    const isWhole = ROOT_SECTIONS.has(key) || IDENTITY.has(key);
    const found = isWhole ? isOther(old[key], next[key]) && key : changeWithin(old[key], next[key], key);
    if (found !== undefined && found !== false) return found;
  }
  return undefined;
}

/**
 * If the new settings contain an offered sensor, adds it to the old settings as well. So an unchanged offer does not
 * count as a change.
 */
function withOffered(old: Tree, { sensors: next }: Tree, offered: readonly Json[]): Tree {
  const sensors = Array.isArray(old['sensors']) ? old['sensors'] : [];
  if (!Array.isArray(next)) return old;
  const added = next.flatMap((item) => {
    const says = treeOf(item);
    const offer = offered.find((one) =>
      Object.entries(treeOf(one)).every(([key, value]) => !isOther(says[key], value)),
    );
    const isNew = says['id'] !== undefined && entryLike(sensors, item, -1) === undefined;
    return isNew && offer !== undefined ? [{ ...treeOf(offer), id: says['id'] ?? null }] : [];
  });
  return { ...old, sensors: [...sensors, ...added] };
}

/** Finds a change inside a value. List entries are compared by id. Removing a whole entry is allowed. */
function changeWithin(before: Json | undefined, after: Json | undefined, path: string): string | undefined {
  if (Array.isArray(after)) {
    return first(after, (item, i) => changeWithin(entryLike(before, item, i), item, `${path}[${i}]`));
  }
  if (!isTree(after)) return undefined;
  const old = treeOf(before);
  return first([...new Set([...Object.keys(after), ...Object.keys(old)])], (key) => {
    const inner = `${path}.${key}`;
    if (!ROOT_KEY.test(key)) return changeWithin(old[key], after[key], inner);
    return isOther(old[key], after[key]) ? inner : undefined;
  });
}

/**
 * Returns settings as the console may show them: without root's sections, and with placeholders for root's other
 * values.
 */
export function hideRootValues(tree: Json): Json {
  const hidden = hideWithin(tree);
  return isTree(hidden) ? withoutRootSections(hidden) : hidden;
}

/** Returns the JSON Schema of the settings for the forms of the console, without root's sections. */
export function withoutRootForms(schema: Json): Json {
  const { properties = {}, ...rest } = treeOf(schema);
  return { ...rest, properties: withoutRootSections(treeOf(properties)) };
}

function withoutRootSections(sections: Tree): Tree {
  return Object.fromEntries(Object.entries(sections).filter(([key]) => !ROOT_SECTIONS.has(key)));
}

function hideWithin(value: Json): Json {
  if (Array.isArray(value)) return value.map(hideWithin);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, ROOT_KEY.test(key) ? HIDDEN : hideWithin(inner)]),
  );
}

/** Returns the text of the settings file as the console may show it. Empty when the text is not YAML. */
export function hideRootText(text: string): string {
  const read = readYaml(text);
  if ('problems' in read) return '';
  const pieces: string[] = [];
  let from = 0;
  visit(read.document, {
    Pair: (_key, { key, value }, path) => {
      const name = isScalar(key) ? String(key.value) : '';
      const isSection = path.length === 2 && ROOT_SECTIONS.has(name);
      if (!isNode(value) || !value.range || !(isSection || ROOT_KEY.test(name))) return undefined;
      const [start, end] = value.range;
      pieces.push(text.slice(from, start), HIDDEN, text.slice(start, end).endsWith('\n') ? '\n' : '');
      from = end;
      return visit.SKIP;
    },
  });
  return [...pieces, text.slice(from)].join('');
}

/** Replaces the placeholders in a tree from the console by the hidden values. */
export function restoreHidden(value: Json, before: Json | undefined): Json {
  if (value === HIDDEN) return before ?? value;
  if (Array.isArray(value)) return value.map((item, i) => restoreHidden(item, entryLike(before, item, i)));
  if (!isTree(value)) return value;
  const old = treeOf(before);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, restoreHidden(inner, old[key])]),
  );
}

/** Returns the value at a path. Keys of list entries are ids or indexes. */
export function findAt(tree: Json, path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return value.find((item) => treeOf(item)['id'] === key) ?? value[Number(key)];
    return treeOf(value)[key];
  }, tree);
}

function entryLike(list: Json | undefined, item: Json, place: number): Json | undefined {
  if (!Array.isArray(list)) return undefined;
  const { id } = treeOf(item);
  return id === undefined ? list[place] : list.find((entry) => treeOf(entry)['id'] === id);
}

function first<T>(items: readonly T[], find: (item: T, i: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOther(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function isTree(value: Json | undefined): value is Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function treeOf(value: Json | undefined): Tree {
  return isTree(value) ? value : {};
}
