import type { Json } from '../../../core/model/ids.ts';
import { t } from '../kit/forms/words.ts';
import { schemaTitle } from '../kit/schema-title.ts';
import { isAlike } from './drafts.ts';

type Tree = { readonly [key: string]: Json };

/** Lists of the settings whose entries have an id, with the word for one entry. */
const LISTS = {
  sensors: 'oneSensor',
  zones: 'zone',
  lines: 'line',
  doors: 'door',
  tags: 'tag',
} as const;

/**
 * Describes the differences between two versions of the settings: “Zone Shoes: Polygon changed”. `isBack`: `after` is
 * the earlier version, which is about to be restored.
 */
export function describeChanges(before: Json, after: Json, isBack = false): string[] {
  const [old, now] = [treeOf(before), treeOf(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    if (isAlike(old[key], now[key])) return [];
    return key in LISTS
      ? listChanges(key as keyof typeof LISTS, [old[key], now[key]], isBack)
      : [t('partChanged', { name: schemaTitle(undefined, key), parts: partsOf(old[key], now[key], isBack) })];
  });
}

function listChanges(
  key: keyof typeof LISTS,
  [before, after]: readonly [Json | undefined, Json | undefined],
  isBack: boolean,
): string[] {
  const [old, now] = [byId(before), byId(after)];
  const kind = t(LISTS[key]);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (isAlike(was, is)) return [];
    const own = String((is ?? was)?.['name'] ?? id);
    const name = own.startsWith(kind) ? own : `${kind} ${own}`;
    if (was === undefined) return [`${name}, ${t(isBack ? 'comesBack' : 'isNew')}`];
    if (is === undefined) return [`${name}, ${t('isRemoved')}`];
    return [t('partChanged', { name, parts: partsOf(was, is, isBack) })];
  });
}

/** Keys of a shape's position. When only these changed, the text says “moved” instead of their names. */
const PLACE_KEYS = ['space', 'polygon', 'from', 'to', 'position'];

/** Returns the titles of the changed keys. For a short value, it adds the old and the new value. */
function partsOf(before: Json | undefined, after: Json | undefined, isBack: boolean): string {
  const [old, now] = [treeOf(before), treeOf(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !isAlike(old[key], now[key]),
  );
  if (keys.length === 0) return t('isChanged');
  if (keys.every((key) => PLACE_KEYS.includes(key))) return t(isBack ? 'movedBack' : 'isMoved');
  return keys.map((key) => `${schemaTitle(undefined, key)}${stepOf(old[key], now[key])}`).join(', ');
}

function stepOf(old: Json | undefined, now: Json | undefined): string {
  const isShort = (value: Json | undefined) => value === undefined || typeof value !== 'object';
  return isShort(old) && isShort(now) ? ` ${shown(old)} → ${shown(now)}` : '';
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return t('notSet');
  if (typeof value === 'boolean') return t(value ? 'switchedOn' : 'switchedOff');
  return String(value).slice(0, 40);
}

function byId(list: Json | undefined): ReadonlyMap<string, Tree> {
  const entries = Array.isArray(list) ? list.map(treeOf) : [];
  return new Map(entries.map((entry, i) => [String(entry['id'] ?? i), entry]));
}

function treeOf(value: Json | undefined): Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Tree) : {};
}
