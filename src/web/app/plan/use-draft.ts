import { useMemo, useState } from 'preact/hooks';
import type { Recount } from '../../../ports/console.ts';
import type { SettingsEdit, SettingsText } from '../../../ports/console-settings.ts';
import type { Drawing } from '../canvas/shapes.ts';
import { openDrawing, rebased } from '../canvas/shapes.ts';
import { ApiError, api } from '../kit/api.ts';
import { t } from '../kit/i18n.ts';
import type { EditorViewProps } from './editor-props.ts';
import { toEdits, toShapes } from './shape-edits.ts';

export interface Draft {
  readonly drawing: Drawing;
  readonly setDrawing: (drawing: Drawing) => void;
  /** The edits that applying would write to the file. */
  readonly edits: readonly SettingsEdit[];
  readonly recount: Recount | undefined;
  readonly save: (edits: readonly SettingsEdit[], done?: () => void) => Promise<void>;
  readonly tryIt: () => void;
  /** Reloads the settings file; the local drawing stays on top. */
  readonly refresh: () => Promise<void>;
}

/** A drawing on its way into the settings file. */
export function useDraft(props: EditorViewProps): Draft {
  const { shop, settings, setSettings, announce, reload } = props;
  const shapesIn = (tree: SettingsText['tree']) => toShapes(tree, shop.sensors);
  const [drawing, draw] = useState(() => openDrawing(shapesIn(settings.tree)));
  const [recount, setRecount] = useState<Recount>();
  const edits = useMemo(() => toEdits(drawing, settings.tree), [drawing, settings]);
  const setDrawing = (next: Drawing) => {
    setRecount(undefined);
    draw(next);
  };
  const takeUp = (next: SettingsText) => {
    setSettings(next);
    setDrawing(openDrawing(shapesIn(next.tree)));
  };
  const refresh = async () => {
    const theirs = await api.settings();
    setSettings(theirs);
    setDrawing(
      edits.length === 0 ? openDrawing(shapesIn(theirs.tree)) : rebased(drawing, shapesIn(theirs.tree)),
    );
    await reload();
  };
  const failed = async (error: Error) => {
    const isConflict = error instanceof ApiError && error.status === 409;
    if (isConflict) await refresh();
    announce(isConflict ? t('conflict') : t('failed', { why: error.message }));
  };
  const save = async (wanted: readonly SettingsEdit[], done: () => void = () => undefined) => {
    try {
      const { settings: next } = await api.apply(settings.hash, wanted);
      takeUp(next);
      await reload();
      done();
      announce(t('applied'));
    } catch (error) {
      await failed(error as Error);
    }
  };
  const tryIt = () => void api.recount(settings.hash, edits).then(setRecount, failed);
  return { drawing, setDrawing, edits, recount, save, tryIt, refresh };
}
