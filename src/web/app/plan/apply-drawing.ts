import type { StoreSpace } from '../../../ports/console/console.ts';
import type { SettingsEdit, SettingsText } from '../../../ports/console/console-settings.ts';
import type { Clash } from '../canvas/merge-shapes.ts';
import { areAlike, mergeShapes } from '../canvas/merge-shapes.ts';
import type { Drawing, Shape } from '../canvas/shapes.ts';
import { openDrawing } from '../canvas/shapes.ts';
import { toEdits } from './shape-edits.ts';

/** A drawing, and the settings on which it is based. */
export interface DraftState {
  readonly settings: SettingsText;
  readonly drawing: Drawing;
  /** Shapes that both technicians changed, until one of the versions is chosen. */
  readonly clashes: readonly Clash[];
}

export interface SettingsFile {
  read(): Promise<SettingsText>;
  /** Returns undefined when the file has changed since the version with `hash`. */
  apply(hash: string, edits: readonly SettingsEdit[]): Promise<SettingsText | undefined>;
  shapes(settings: SettingsText): readonly Shape[];
  /** Floor plan and pictures on which shapes are drawn. */
  readonly spaces: readonly StoreSpace[];
}

/** Largest number of attempts while another user keeps changing the file. */
const TRIES = 5;

/** Merges the draft with newer settings. */
export function mergeDraft(
  { drawing, clashes }: DraftState,
  theirs: SettingsText,
  shapes: readonly Shape[],
): DraftState {
  const merged = mergeShapes(drawing, shapes);
  const open = clashes.filter(({ key }) => !merged.clashes.some((clash) => clash.key === key));
  return { settings: theirs, drawing: merged.drawing, clashes: [...open, ...merged.clashes] };
}

/**
 * Applies the drawing, merged with changes of other users. Stops at a clash. Other edits (`more`) were made on the
 * older settings. With such edits, a changed file also stops it.
 */
export async function applyDrawing(
  draft: DraftState,
  file: SettingsFile,
  more: readonly SettingsEdit[] = [],
): Promise<{ readonly draft: DraftState; readonly isApplied: boolean }> {
  let now = draft;
  for (let i = 0; i < TRIES; i++) {
    const applied = await file.apply(now.settings.hash, [
      ...toEdits(now.drawing, now.settings.tree, file.spaces),
      ...more,
    ]);
    if (applied !== undefined) {
      const shapes = file.shapes(applied);
      // Undo continues to work after applying, unless shapes of another user came with it.
      const past = areAlike(shapes, now.drawing.shapes) ? now.drawing.past : [];
      const drawing = { ...openDrawing(shapes), past };
      return { draft: { settings: applied, drawing, clashes: [] }, isApplied: true };
    }
    const theirs = await file.read();
    now = mergeDraft(now, theirs, file.shapes(theirs));
    if (now.clashes.length > 0 || more.length > 0) break;
  }
  return { draft: now, isApplied: false };
}
