import { useState } from 'preact/hooks';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { freeId } from '../canvas/shapes.ts';
import type { Mode } from './shape-editor.ts';
import type { Placeable } from './shape-edits.ts';

export interface Sketching {
  readonly mode: Mode;
  readonly sketch: readonly Pair[];
  /** The item that the next tap places. */
  readonly placing: Placeable | undefined;
  readonly begin: (mode: Mode, placing?: Placeable) => void;
  readonly addCorner: (corner: Pair) => void;
  readonly finish: () => void;
}

/** Corners on their way to become a shape. */
export function useSketch(space: string, shapes: readonly Shape[], add: (shape: Shape) => void): Sketching {
  const [mode, setMode] = useState<Mode>('edit');
  const [sketch, setSketch] = useState<readonly Pair[]>([]);
  const [placing, setPlacing] = useState<Placeable>();
  const begin = (next: Mode, what?: Placeable) => {
    setMode(next);
    setSketch([]);
    setPlacing(what);
  };
  const addCorner = (corner: Pair) => {
    if (mode === 'place' && placing !== undefined) {
      add({ kind: placing.kind, id: placing.id, name: placing.name, space: 'floor', points: [corner] });
      begin('edit');
    } else if (mode === 'zone' || mode === 'wall') setSketch([...sketch, corner]);
    else setSketch([...sketch, corner].slice(-2));
  };
  const finish = () => {
    const shape = drawn(mode, sketch, space, shapes);
    if (shape !== undefined) add(shape);
    begin('edit');
  };
  return { mode, sketch, placing, begin, addCorner, finish };
}

function drawn(
  mode: Mode,
  sketch: readonly Pair[],
  space: string,
  shapes: readonly Shape[],
): Shape | undefined {
  if (mode !== 'zone' && mode !== 'line' && mode !== 'wall') return undefined;
  const taken = shapes.filter((shape) => shape.kind === mode).map((shape) => shape.id);
  const id = freeId(mode, taken);
  const [from, to] = sketch;
  if (from === undefined || to === undefined) return undefined;
  if (mode === 'wall')
    return { kind: 'wall', id: JSON.stringify(sketch), name: '', space: 'floor', points: sketch };
  if (mode === 'line') return { kind: 'line', id, name: id, space, points: [from, to], in: 'left' };
  return sketch.length < 3 ? undefined : { kind: 'zone', id, name: id, space, points: sketch };
}
