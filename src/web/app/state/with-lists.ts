import type { Json } from '../../../core/model/ids.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';

/** Puts an edit before the others for each list, such as `doors`, that the settings do not have yet. */
export function withLists(edits: readonly SettingsEdit[], tree: Json): SettingsEdit[] {
  const missing = [...new Set(edits.map(({ path }) => String(path[0])))].filter(
    (list) => !Array.isArray((tree as { readonly [key: string]: Json })[list]),
  );
  return [...missing.map((list) => ({ path: [list], value: [] })), ...edits];
}
