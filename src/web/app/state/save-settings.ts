import type { Json } from '../../../core/model/ids.ts';
import type { SettingsEdit, SettingsText } from '../../../ports/console/console-settings.ts';
import { ApiError, api } from '../kit/api.ts';
import { reloadStore } from './app-state.ts';
import { isAlike } from './drafts.ts';

/** Largest number of attempts while other users keep changing the file. */
const TRIES = 4;

/** Thrown when another user has changed the same settings since this user loaded them. */
export class ClashError extends Error {
  readonly theirs: SettingsText;

  constructor(theirs: SettingsText) {
    super('clash');
    this.theirs = theirs;
  }
}

/**
 * Applies edits that were made on `base`. Changes by other users elsewhere in the file are kept. Throws a ClashError
 * when another user changed the same settings.
 */
export async function saveSettings(
  base: SettingsText,
  edits: readonly SettingsEdit[],
  note = '',
): Promise<SettingsText> {
  let on = base;
  for (let i = 1; ; i++) {
    try {
      const { settings } = await api.apply(
        on.hash,
        edits.filter((edit) => !isOpenAlready(edit, on.tree)),
        note,
      );
      await reloadStore();
      return settings;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || i === TRIES) throw error;
      on = await api.settings();
      if (edits.some((edit) => !isUntouched(edit, base.tree, on.tree))) throw new ClashError(on);
    }
  }
}

/** Returns true when no other user has changed the value that the edit replaces. */
function isUntouched(edit: SettingsEdit, base: Json, theirs: Json): boolean {
  return isOpenAlready(edit, theirs) || isAlike(findAt(base, edit.path), findAt(theirs, edit.path));
}

/**
 * Returns true for an edit that adds an empty list before its first entry, when the list already exists. The list then
 * stays as it is.
 */
function isOpenAlready({ path, value }: SettingsEdit, tree: Json): boolean {
  const opens = path.length === 1 && Array.isArray(value) && value.length === 0;
  return opens && Array.isArray(findAt(tree, path));
}

export function findAt(tree: Json, path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) {
      return value.find((item) => (item as { id?: Json } | null)?.id === key) ?? value[Number(key)];
    }
    return value === null || typeof value !== 'object' ? undefined : (value as { [key: string]: Json })[key];
  }, tree);
}
