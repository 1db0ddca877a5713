import { findOwner, loosensPrivacy } from '../../config/fleet/owners.ts';
import { findLeaf, listLeaves, listNames } from '../../config/fleet/settings-leaf.ts';
import type { Json } from '../../core/model/ids.ts';
import type { SettingsEdit } from '../../ports/console/console-settings.ts';

/** What a document changes in the settings file. */
export interface DesiredChanges {
  readonly edits: readonly SettingsEdit[];
  readonly undo: readonly SettingsEdit[];
  /** `zones.fitting`: this store has no such thing, and nothing is made from afar. */
  readonly absent: readonly string[];
  /** Settings that no one may set, or only towards more privacy. */
  readonly forbidden: readonly string[];
}

interface Wanted {
  /** The file's content. */
  readonly current: Json;
  readonly settings: Json;
  /** Of the document in force: what it set and the new one does not goes back to its preset. */
  readonly before: Json;
  /** Paths that the technician set: they stay. */
  readonly local: ReadonlySet<string>;
}

export function planChanges({ current, settings, before, local }: Wanted): DesiredChanges {
  const leaves = listLeaves(settings);
  const names = new Set([...leaves.map(({ name }) => name), ...listNames(settings)]);
  const foreign = [...names].filter((name) => findOwner(name) !== 'fleet');
  const wanted = new Map(leaves.map((leaf) => [pathText(leaf.path), leaf]));
  const dropped = listLeaves(before).filter(({ path }) => !wanted.has(pathText(path)));
  const targets = [...leaves, ...dropped.map(({ value: _value, ...leaf }) => leaf)];
  const here = targets.filter(({ path, name }) => isHere(current, path, name) && !local.has(pathText(path)));
  const changes = here.flatMap(({ name, ...edit }) => {
    const old = findLeaf(current, edit.path);
    const value = 'value' in edit ? edit.value : undefined;
    return isEqual(old, value) ? [] : [{ name, path: edit.path, old, value }];
  });
  const loosened = changes.filter(({ name, old, value }) => loosensPrivacy(name, old, value));
  return {
    edits: changes.map(({ path, value }) => toEdit(path, value)),
    undo: changes.map(({ path, old }) => toEdit(path, old)),
    absent: [...new Set(leaves.filter(({ path, name }) => !isHere(current, path, name)).map(thingOf))],
    forbidden: [...foreign, ...loosened.map(({ name }) => name)],
  };
}

/** Takes a document back where the file still has its values: what the technician changed meanwhile stays. */
export function planUndo(current: Json, settings: Json, undo: readonly SettingsEdit[]): SettingsEdit[] {
  return undo.filter(({ path }) => {
    const keys = path.map(String);
    return isEqual(findLeaf(current, keys), findLeaf(settings, keys));
  });
}

/** Paths of a document that the file has another value for: the technician's. */
export function findDrift(current: Json, settings: Json): string[] {
  return listLeaves(settings)
    .filter(({ path, name }) => isHere(current, path, name))
    .filter(({ path, value }) => !isEqual(findLeaf(current, path), value))
    .map(({ path }) => pathText(path));
}

function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** A part of a thing is here when the thing is. */
function isHere(current: Json, path: readonly string[], name: string): boolean {
  return !/^\w+\[\]/.test(name) || findLeaf(current, path.slice(0, 2)) !== undefined;
}

function thingOf({ path }: { readonly path: readonly string[] }): string {
  return pathText(path.slice(0, 2));
}

function toEdit(path: readonly string[], value: Json | undefined): SettingsEdit {
  return value === undefined ? { path } : { path, value };
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
