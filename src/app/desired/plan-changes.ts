import { findOwner, loosensPrivacy } from '../../config/fleet/owners.ts';
import { findLeaf, listLeaves, listNames } from '../../config/fleet/settings-leaf.ts';
import type { Json } from '../../core/model/ids.ts';
import type { SettingsEdit } from '../../ports/console/console-settings.ts';

/** Edits that a document makes to the settings file, and edits that undo them. */
export interface DesiredChanges {
  readonly edits: readonly SettingsEdit[];
  readonly undo: readonly SettingsEdit[];
  /**
   * Things that the store does not have, such as `zones.fitting`. Remote settings change them only where they exist.
   */
  readonly absent: readonly string[];
  /** Settings of the document that must not be changed remotely at all, or only towards more privacy. */
  readonly forbidden: readonly string[];
}

interface Wanted {
  /** Content of the settings file. */
  readonly current: Json;
  readonly settings: Json;
  /** Settings of the document applied before. A setting that is missing in the new document returns to its default. */
  readonly before: Json;
  /** Paths that the technician changed. They keep their values. */
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

/**
 * Returns the undo edits for settings that still have the document's value. Settings that the technician changed since
 * keep theirs.
 */
export function planUndo(current: Json, settings: Json, undo: readonly SettingsEdit[]): SettingsEdit[] {
  return undo.filter(({ path }) => {
    const keys = path.map(String);
    return isEqual(findLeaf(current, keys), findLeaf(settings, keys));
  });
}

/** Returns paths whose value in the file differs from the document, because it was changed on the device. */
export function findDrift(current: Json, settings: Json): string[] {
  return listLeaves(settings)
    .filter(({ path, name }) => isHere(current, path, name))
    .filter(({ path, value }) => !isEqual(findLeaf(current, path), value))
    .map(({ path }) => pathText(path));
}

function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** Returns whether the store has the zone, line or other thing that contains this setting. */
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
