import { useState } from 'preact/hooks';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { freeName, randomId } from '../canvas/shapes.ts';
import { t } from '../kit/i18n.ts';
import { dropDraft, keepDraft, readDraft } from '../state/drafts.ts';
import type { Mode } from './shape-editor.ts';
import type { Placeable } from './shape-edits.ts';

export interface Sketching {
  readonly mode: Mode;
  readonly sketch: readonly Pair[];
  /** Corners that were removed by undo, for redo. */
  readonly undone: readonly Pair[];
  /** The device or door that the next tap places. */
  readonly placing: Placeable | undefined;
  readonly begin: (mode: Mode, placing?: Placeable) => void;
  readonly addCorner: (corner: Pair) => void;
  readonly undoCorner: () => void;
  readonly redoCorner: () => void;
  readonly finish: () => void;
  readonly canFinish: boolean;
}

const NAME = 'sketch';

interface Kept {
  readonly mode: Mode;
  readonly space: string;
  readonly sketch: readonly Pair[];
}

/** Keeps the corners of an unfinished shape. They survive a reload of the page. */
export function useSketch(space: string, shapes: readonly Shape[], add: (shape: Shape) => void): Sketching {
  const [kept] = useState(() => readDraft<Kept>(NAME)?.draft);
  const isHere = kept?.space === space;
  const [mode, setMode] = useState<Mode>(isHere ? kept.mode : 'edit');
  const [sketch, setCorners] = useState<readonly Pair[]>(isHere ? kept.sketch : []);
  const [undone, setUndone] = useState<readonly Pair[]>([]);
  const [placing, setPlacing] = useState<Placeable>();
  const setSketch = (next: readonly Pair[], wanted = mode) => {
    setCorners(next);
    if (next.length === 0) dropDraft(NAME);
    else keepDraft(NAME, 0, { mode: wanted, space, sketch: next } satisfies Kept);
  };
  const begin = (next: Mode, what?: Placeable) => {
    setMode(next);
    setSketch([], next);
    setUndone([]);
    setPlacing(what);
  };
  const finish = () => {
    const shape = drawn(mode, sketch, space, shapes);
    if (shape !== undefined) add(shape);
    begin('edit');
  };
  const addCorner = (corner: Pair) => {
    setUndone([]);
    if (mode === 'place' && placing !== undefined) {
      add({ kind: placing.kind, id: placing.id, name: placing.name, space: 'floor', points: [corner] });
      begin('edit');
    } else if (mode === 'zone' || mode === 'wall') setSketch([...sketch, corner]);
    else setSketch([...sketch, corner].slice(-2));
  };
  return {
    ...{ mode, sketch, undone, placing, begin, addCorner, finish },
    undoCorner: () => {
      setUndone([...undone, ...sketch.slice(-1)]);
      setSketch(sketch.slice(0, -1));
    },
    redoCorner: () => {
      setSketch([...sketch, ...undone.slice(-1)]);
      setUndone(undone.slice(0, -1));
    },
    canFinish: sketch.length >= (mode === 'zone' ? 3 : 2),
  };
}

function drawn(
  mode: Mode,
  sketch: readonly Pair[],
  space: string,
  shapes: readonly Shape[],
): Shape | undefined {
  if (mode !== 'zone' && mode !== 'line' && mode !== 'wall') return undefined;
  const [from, to] = sketch;
  if (from === undefined || to === undefined) return undefined;
  if (mode === 'wall')
    return { kind: 'wall', id: JSON.stringify(sketch), name: '', space: 'floor', points: sketch };
  const own = shapes.filter((shape) => shape.kind === mode);
  const id = randomId(
    mode,
    own.map((shape) => shape.id),
  );
  const name = freeName(
    t(mode),
    own.map((shape) => shape.name),
  );
  if (mode === 'line') return { kind: 'line', id, name, space, points: [from, to], in: 'left' };
  return sketch.length < 3 ? undefined : { kind: 'zone', id, name, space, points: sketch };
}
