import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import type { LineShape } from '../canvas/shapes.ts';
import { randomId } from '../canvas/shapes.ts';
import { withLists } from '../state/with-lists.ts';
import type { EditorViewProps } from './editor-props.ts';

/** Returns a door that has only this line and the line's name, and the edits that add it. */
export function createDoor(
  { id: line, name }: LineShape,
  { shop, settings }: Pick<EditorViewProps, 'shop' | 'settings'>,
): { readonly id: string; readonly edits: readonly SettingsEdit[] } {
  const id = randomId(
    'door',
    shop.doors.map((door) => door.id),
  );
  const fresh = { path: ['doors', id], value: { id, name, sensors: [], lines: [line] } };
  return { id, edits: withLists([fresh], settings.tree) };
}
