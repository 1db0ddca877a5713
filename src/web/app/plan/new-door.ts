import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import type { LineShape } from '../canvas/shapes.ts';
import { freeName, randomId } from '../canvas/shapes.ts';
import { t } from '../kit/i18n.ts';
import { withLists } from '../state/with-lists.ts';
import type { EditorViewProps } from './editor-props.ts';

/**
 * Returns a door that has only this line, and the edits that add it. It takes the name that the technician gave the
 * line; “Line 1” becomes “Door 1”.
 */
export function createDoor(
  { id: line, name: given }: LineShape,
  { shop, settings }: Pick<EditorViewProps, 'shop' | 'settings'>,
): { readonly id: string; readonly edits: readonly SettingsEdit[] } {
  const id = randomId(
    'door',
    shop.doors.map((door) => door.id),
  );
  const names = shop.doors.map((door) => door.name);
  const word = t('line');
  // “Line up here” is the technician's own name, “Line 2” is not.
  const isNumbered = given.startsWith(word) && /^ \d+$/.test(given.slice(word.length));
  const name = isNumbered ? freeName(t('door'), names) : given;
  const fresh = { path: ['doors', id], value: { id, name, sensors: [], lines: [line] } };
  return { id, edits: withLists([fresh], settings.tree) };
}
