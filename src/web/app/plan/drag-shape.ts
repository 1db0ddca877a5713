import type { Pair, Shape } from '../canvas/shapes.ts';
import { keyOf, withPoints } from '../canvas/shapes.ts';
import type { SnapTo } from '../canvas/snap.ts';
import { listCorners, moveWithin, snap } from '../canvas/snap.ts';

interface Held {
  readonly shape: Shape;
  readonly corner: number;
  readonly from: Pair;
}

/** Returns the shape after a drag to a position: of the whole shape, of one corner, or of a new corner on an edge. */
export function dragged(
  { shape, corner, from }: Held,
  to: Pair,
  here: readonly Shape[],
  grid: SnapTo,
): Shape {
  if (corner < 0)
    return withPoints(shape, moveWithin(shape.points, [to[0] - from[0], to[1] - from[1]], grid));
  const isNew = !Number.isInteger(corner);
  const at = Math.ceil(corner);
  const mates = isNew ? shape.points : shape.points.filter((_, i) => i !== at);
  const others = listCorners(here.filter((other) => keyOf(other) !== keyOf(shape)));
  const place = snap(to, [...others, ...mates], grid);
  return withPoints(shape, isNew ? shape.points.toSpliced(at, 0, place) : shape.points.with(at, place));
}
