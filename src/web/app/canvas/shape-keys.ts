// The keyboard's way through the editor: a cross that draws, arrows that move.
import type { StoreSpace } from '../../../ports/console.ts';
import type { Pair, Shape } from './shapes.ts';
import { isPlace } from './shapes.ts';
import type { SnapTo } from './snap.ts';
import { moveWithin, simplify } from './snap.ts';

const ARROWS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** New position of the drawing cross; undefined for a key that does not move it. */
export function movedCross(
  event: KeyboardEvent,
  [x, y]: Pair,
  { width, height }: StoreSpace,
): Pair | undefined {
  const arrow = ARROWS[event.key];
  if (arrow === undefined) return undefined;
  const step = (Math.max(width, height) / 100) * (event.shiftKey ? 10 : 1);
  return [clamp(x + arrow[0] * step, width), clamp(y + arrow[1] * step, height)];
}

/**
 * The points after a key: arrows move a corner (or all of them, for −1); + puts a corner after this one; Delete takes a
 * corner out where enough are left. Undefined for a key that changes nothing.
 */
export function pointsByKey(
  event: KeyboardEvent,
  shape: Shape,
  corner: number,
  grid: SnapTo,
): readonly Pair[] | undefined {
  const arrow = ARROWS[event.key];
  return arrow === undefined
    ? reshaped(event.key, shape, corner, grid.step)
    : nudged(shape, corner, event.shiftKey ? [10 * arrow[0], 10 * arrow[1]] : arrow, grid);
}

function nudged(shape: Shape, corner: number, [dx, dy]: Pair, grid: SnapTo): Pair[] {
  const step = grid.step * (grid.step >= 1 ? 4 : 1);
  if (corner < 0) return moveWithin(shape.points, dx * step, dy * step, grid);
  return shape.points.map(([x, y], i) =>
    i === corner
      ? [
          simplify(clamp(x + dx * step, grid.width), grid.step),
          simplify(clamp(y + dy * step, grid.height), grid.step),
        ]
      : [x, y],
  );
}

function reshaped(key: string, shape: Shape, corner: number, step: number): readonly Pair[] | undefined {
  const point = shape.points[corner];
  if (isPlace(shape) || shape.kind === 'line' || point === undefined) return undefined;
  if (key === '+') {
    const next = shape.points[(corner + 1) % shape.points.length] ?? point;
    const middle: Pair = [simplify((point[0] + next[0]) / 2, step), simplify((point[1] + next[1]) / 2, step)];
    return shape.points.toSpliced(corner + 1, 0, middle);
  }
  const least = shape.kind === 'zone' ? 3 : 2;
  if ((key === 'Delete' || key === 'Backspace') && shape.points.length > least)
    return shape.points.toSpliced(corner, 1);
  return undefined;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
