import { findBounds, isInside, signedArea } from '../../../core/geometry/polygon.ts';
import type { Point } from '../../../core/model/shapes.ts';

/** A corner as it stands in the settings. */
type Pair = readonly [x: number, y: number];

/**
 * Overlap of two zones that is worth a hint, as a share of the smaller zone. Less means a zone drawn slightly too wide.
 */
const OVERLAP_SHARE = 0.05;

/**
 * Returns whether two zones overlap. A zone that is completely inside another is intended, such as a shelf in a
 * department.
 */
export function isOverlapping(first: readonly Pair[], second: readonly Pair[]): boolean {
  const [a, b] = [pointsOf(first), pointsOf(second)];
  const [within, outer] = Math.abs(signedArea(a)) < Math.abs(signedArea(b)) ? [a, b] : [b, a];
  const share = sharedShare(within, outer);
  return share > OVERLAP_SHARE && share < 1 - OVERLAP_SHARE;
}

const SAMPLES = 24;

/** Returns which share of the first polygon is inside the second, from a grid of sample points. */
function sharedShare(first: readonly Point[], second: readonly Point[]): number {
  const { minX, minY, maxX, maxY } = findBounds(first);
  let [inFirst, inBoth] = [0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = minX + ((maxX - minX) * ((i % SAMPLES) + 0.5)) / SAMPLES;
    const y = minY + ((maxY - minY) * (Math.floor(i / SAMPLES) + 0.5)) / SAMPLES;
    if (!isInside(first, x, y)) continue;
    inFirst += 1;
    if (isInside(second, x, y)) inBoth += 1;
  }
  return inFirst === 0 ? 0 : inBoth / inFirst;
}

function pointsOf(pairs: readonly Pair[]): Point[] {
  return pairs.map(([x, y]) => ({ x, y }));
}
