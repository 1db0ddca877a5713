// Keyboard control of the editor: a cross sets points, and the arrow keys move shapes.
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { Pair, Shape } from './shapes.ts';
import { isPlace } from './shapes.ts';
import type { SnapTo } from './snap.ts';
import { moveWithin, simplify } from './snap.ts';

/** Direction of each arrow key on the screen. */
const ARROWS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Returns the drawing cross's new position. Undefined for a key that does not move it. */
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

export interface Held {
  readonly shape: Shape;
  /** Index of the corner; −1 stands for the whole shape. */
  readonly corner: number;
}

/**
 * Returns the points after a key press. Arrow keys move the chosen corner, or all points, by 5 cm or 4 pixels; with
 * Shift, by five times as much. + adds a corner after the chosen corner. Delete removes the chosen corner if enough
 * others remain. Undefined for any other key.
 */
export function pointsByKey(event: KeyboardEvent, held: Held, grid: SnapTo): readonly Pair[] | undefined {
  const arrow = ARROWS[event.key];
  if (arrow === undefined) return reshaped(event.key, held, grid.step);
  const far = (grid.step >= 1 ? 4 : 0.05) * (event.shiftKey ? 5 : 1);
  return nudged(held, [far * arrow[0], far * arrow[1]], grid);
}

function nudged({ shape, corner }: Held, [dx, dy]: Pair, grid: SnapTo): Pair[] {
  if (corner < 0) return moveWithin(shape.points, [dx, dy], grid);
  const place = ([x, y]: Pair): Pair => [
    simplify(clamp(x + dx, grid.width), grid.step),
    simplify(clamp(y + dy, grid.height), grid.step),
  ];
  return shape.points.map((point, i) => (i === corner ? place(point) : point));
}

function reshaped(key: string, { shape, corner }: Held, step: number): readonly Pair[] | undefined {
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
