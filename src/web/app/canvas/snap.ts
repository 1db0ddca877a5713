import type { StoreSpace } from '../../../ports/console/console.ts';
import type { Pair, Shape } from './shapes.ts';

export interface SnapTo {
  readonly width: number;
  readonly height: number;
  /** Step of the grid, in the space's unit. */
  readonly step: number;
  /** Distance within which a point snaps to a corner, in the space's unit. */
  readonly reach: number;
}

/** Distance within which a point snaps to a corner, in screen pixels. */
const REACH_PX = 10;

export function snapFor({ width, height, unit }: StoreSpace, perPx: number): SnapTo {
  return { width, height, step: unit === 'm' ? 0.1 : 1, reach: REACH_PX * perPx };
}

/**
 * Returns the position to which a dragged point snaps: a near corner, the space's edge, the horizontal or vertical line
 * through a near corner, or the grid.
 */
export function snap([x, y]: Pair, others: readonly Pair[], { width, height, step, reach }: SnapTo): Pair {
  const near = others
    .map((other) => ({ other, far: Math.hypot(other[0] - x, other[1] - y) }))
    .filter(({ far }) => far <= reach)
    .toSorted((a, b) => a.far - b.far)[0];
  if (near !== undefined) return near.other;
  return [
    along(x, [0, width, ...others.map(([ox]) => ox)], { end: width, step, reach }),
    along(y, [0, height, ...others.map(([, oy]) => oy)], { end: height, step, reach }),
  ];
}

interface Axis extends Pick<SnapTo, 'step' | 'reach'> {
  readonly end: number;
}

function along(value: number, marks: readonly number[], { end, step, reach }: Axis): number {
  const clamped = Math.max(0, Math.min(end, value));
  for (const mark of marks) if (Math.abs(mark - clamped) <= reach / 2) return mark;
  return simplify(Math.min(end, Math.round(clamped / step) * step), step);
}

/** Rounds to the precision of the step, because binary fractions give numbers such as 2.3000000000000003. */
export function simplify(value: number, step: number): number {
  const digits = step >= 1 ? 0 : 2;
  return Number(value.toFixed(digits));
}

export function listCorners(shapes: readonly Shape[], except?: Shape): Pair[] {
  return shapes.filter((shape) => shape !== except).flatMap((shape) => [...shape.points]);
}

/** Moves all points by the same vector, but not beyond the edge of the space. */
export function moveWithin(points: readonly Pair[], [dx, dy]: Pair, { width, height, step }: SnapTo): Pair[] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const stepX = Math.max(-Math.min(...xs), Math.min(width - Math.max(...xs), dx));
  const stepY = Math.max(-Math.min(...ys), Math.min(height - Math.max(...ys), dy));
  return points.map(([x, y]) => [simplify(x + stepX, step), simplify(y + stepY, step)]);
}
