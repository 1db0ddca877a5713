import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Recount } from '../../../ports/console/console-recount.ts';
import type { SettingsEdit, SettingsText } from '../../../ports/console/console-settings.ts';
import type { Choice, Clash } from '../canvas/merge-shapes.ts';
import { decideClash, mergeShapes } from '../canvas/merge-shapes.ts';
import type { Drawing, Shape } from '../canvas/shapes.ts';
import { changed, openDrawing } from '../canvas/shapes.ts';
import { ApiError, api } from '../kit/api.ts';
import { t } from '../kit/i18n.ts';
import { appliedText } from '../state/applied-text.ts';
import { onSettings } from '../state/connection.ts';
import { dropDraft, keepDraft, readDraft } from '../state/drafts.ts';
import type { DraftState, SettingsFile } from './apply-drawing.ts';
import { applyDrawing, mergeDraft } from './apply-drawing.ts';
import { copyShape } from './copy-shape.ts';
import type { EditorViewProps } from './editor-props.ts';
import { toEdits, toShapes } from './shape-edits.ts';

export interface Draft {
  readonly drawing: Drawing;
  readonly setDrawing: (drawing: Drawing) => void;
  /** Edits that would be written to the settings file if the drawing were applied now. */
  readonly edits: readonly SettingsEdit[];
  /** Shapes that another user also changed. The drawing can be applied only after each is decided. */
  readonly clashes: readonly Clash[];
  readonly decide: (clash: Clash, choice: Choice) => void;
  readonly recount: Recount | undefined;
  readonly isBusy: boolean;
  /** False when the browser cannot store drafts. */
  readonly isKept: boolean;
  /** Applies the drawing together with other edits of the file. */
  readonly save: (more?: readonly SettingsEdit[], done?: () => void) => Promise<void>;
  readonly tryIt: () => void;
  readonly drop: () => void;
  /** Loads the settings file again, and merges the drawing with it. */
  readonly refresh: () => Promise<void>;
}

const NAME = 'plan';
const SERVER: Pick<SettingsFile, 'read' | 'apply'> = {
  read: () => api.settings(),
  apply: async (hash, edits) => {
    try {
      return (await api.apply(hash, edits)).settings;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) return undefined;
      throw error;
    }
  },
};

/** Keeps a drawing until it is applied. It survives a reload of the page and changes by other users. */
export function useDraft(props: EditorViewProps): Draft {
  const { shop, announce, reload, setSettings } = props;
  const shapesIn = (tree: SettingsText['tree']) => toShapes(tree, shop.sensors);
  const [state, setState] = useState<DraftState>(() =>
    restore(props.settings, shapesIn(props.settings.tree)),
  );
  // Code that continues after an `await` must use the newest drawing.
  const now = useRef(state);
  const [isKept, setKept] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [recount, setRecount] = useState<Recount>();
  const { drawing, clashes, settings } = state;
  const edits = useMemo(() => toEdits(drawing, settings.tree, shop.spaces), [drawing, settings]);
  const put = (next: DraftState) => {
    now.current = next;
    setState(next);
    setRecount(undefined);
    setKept(keep(next));
    if (next.settings !== state.settings) setSettings(next.settings);
  };
  const file: SettingsFile = { ...SERVER, spaces: shop.spaces, shapes: ({ tree }) => shapesIn(tree) };
  const refresh = async () => {
    const theirs = await api.settings();
    if (theirs.hash !== now.current.settings.hash)
      put(mergeDraft(now.current, theirs, shapesIn(theirs.tree)));
    await reload();
  };
  useEffect(() => onSettings(() => void refresh().catch(() => undefined)), []);
  const failed = (error: Error) => announce(t('failed', { why: error.message }));
  const save = async (more: readonly SettingsEdit[] = [], done: () => void = () => undefined) => {
    setBusy(true);
    try {
      const began = now.current;
      const { draft, isApplied } = await applyDrawing(began, file, more);
      put(withMeanwhile(draft, began.drawing, now.current.drawing));
      await reload();
      if (isApplied) done();
      announce(isApplied ? await appliedText(draft.settings.hash, shop) : t('clashed'));
    } catch (error) {
      failed(error as Error);
    }
    setBusy(false);
  };
  return {
    ...{ drawing, edits, clashes, recount, isBusy, isKept, save, refresh },
    setDrawing: (next) => put({ ...now.current, drawing: next }),
    decide: (clash, choice) => {
      const { drawing: mine, clashes: open } = now.current;
      const shapes = decideClash(mine.shapes, clash, choice, (shape) => copyShape(shape, mine.shapes));
      put({
        ...now.current,
        drawing: changed(mine, shapes),
        clashes: open.filter((other) => other !== clash),
      });
    },
    tryIt: () => void api.recount(settings.hash, edits).then(setRecount, failed),
    drop: () => put({ settings, drawing: openDrawing(drawing.base), clashes: [] }),
  };
}

/** Adds to the applied draft what the user has drawn while the request was running. */
function withMeanwhile(draft: DraftState, began: Drawing, drawn: Drawing): DraftState {
  if (drawn === began) return draft;
  const mine = { ...draft, drawing: { ...drawn, base: began.shapes } };
  const merged = mergeDraft(mine, draft.settings, draft.drawing.shapes);
  return { ...merged, drawing: { ...merged.drawing, base: draft.drawing.base } };
}

function restore(settings: SettingsText, shapes: readonly Shape[]): DraftState {
  const kept = readDraft<readonly Shape[]>(NAME);
  if (kept === undefined) return { settings, drawing: openDrawing(shapes), clashes: [] };
  const mine = { base: kept.base, past: [], shapes: kept.draft, future: [] };
  return { settings, ...mergeShapes(mine, shapes) };
}

/**
 * Stores the drawing on this device, or deletes the stored one when nothing is changed. During a clash, the stored one
 * stays, because it has my version. Returns false when the browser cannot store it.
 */
function keep({ drawing: { base, shapes }, clashes, settings }: DraftState): boolean {
  if (clashes.length > 0) return true;
  if (toEdits({ base, past: [], shapes, future: [] }, settings.tree).length > 0)
    return keepDraft(NAME, base, shapes);
  dropDraft(NAME);
  return true;
}
