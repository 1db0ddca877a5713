import type { Point, Polygon } from '../model/shapes.ts';

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export function findBounds(polygon: Polygon): Bounds {
  const xs = polygon.map((corner) => corner.x);
  const ys = polygon.map((corner) => corner.y);
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
}

/**
 * Returns whether the point is inside, by the even–odd rule (W. R. Franklin, PNPOLY). Left and lower borders belong to
 * the polygon, right and upper ones do not. A point on the border of two neighbours is therefore in exactly one of
 * them.
 */
export function isInside(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (
      previous !== undefined &&
      corner.y > y !== previous.y > y &&
      x < ((previous.x - corner.x) * (y - corner.y)) / (previous.y - corner.y) + corner.x
    ) {
      inside = !inside;
    }
    previous = corner;
  }
  return inside;
}

export function distanceToBorder(polygon: Polygon, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous !== undefined) nearest = Math.min(nearest, distanceToSegment(previous, corner, x, y));
    previous = corner;
  }
  return nearest;
}

/** Returns whether a point lies within `reach` of the polygon's border. */
export function isNearBorder(polygon: Polygon, reach: number, x: number, y: number): boolean {
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous !== undefined && squaredDistanceToSegment(previous, corner, x, y) <= reach * reach)
      return true;
    previous = corner;
  }
  return false;
}

export function distanceToSegment(from: Point, to: Point, x: number, y: number): number {
  return Math.sqrt(squaredDistanceToSegment(from, to, x, y));
}

/** Avoids `Math.hypot`, which takes ten times as long and only helps with numbers far larger than a floor's. */
function squaredDistanceToSegment(from: Point, to: Point, x: number, y: number): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared;
  const clamped = Math.max(0, Math.min(1, along));
  const offX = from.x + clamped * dx - x;
  const offY = from.y + clamped * dy - y;
  return offX * offX + offY * offY;
}

/** Signed area, positive when the corners run counter-clockwise in a y-up frame. */
export function signedArea(polygon: Polygon): number {
  let twice = 0;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous !== undefined) twice += previous.x * corner.y - corner.x * previous.y;
    previous = corner;
  }
  return twice / 2;
}

/** Returns whether two of the polygon's edges cross; its inside then differs from the intended shape. */
export function isSelfCrossing(polygon: Polygon): boolean {
  const edges = polygon.map((from, i) => ({ from, to: polygon[(i + 1) % polygon.length] ?? from }));
  return edges.some((a, i) =>
    edges.some((b, j) => {
      const apart = Math.abs(i - j);
      if (j <= i || apart === 1 || apart === edges.length - 1) return false;
      return segmentsCross(a.from, a.to, b.from, b.to);
    }),
  );
}

export function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const abc = whichSide(a, b, c.x, c.y);
  const abd = whichSide(a, b, d.x, d.y);
  const cda = whichSide(c, d, a.x, a.y);
  const cdb = whichSide(c, d, b.x, b.y);
  return abc * abd <= 0 && cda * cdb <= 0 && !(abc === 0 && abd === 0);
}

/**
 * Returns 1 when c→d crosses a→b towards its positive side (`whichSide`), -1 towards the other, 0 otherwise. A point on
 * a line counts as on its positive side. A path through the corner of two joined segments therefore crosses only one of
 * them.
 */
export function findCrossing(a: Point, b: Point, c: Point, d: Point): -1 | 0 | 1 {
  const [wasPositive, isPositive] = [whichSide(a, b, c.x, c.y) >= 0, whichSide(a, b, d.x, d.y) >= 0];
  if (wasPositive === isPositive) return 0;
  // Sorts the ends of the path, so that a path and its way back cross the same segments.
  const [low, high] = c.y < d.y || (c.y === d.y && c.x < d.x) ? [c, d] : [d, c];
  const startIsPositive = whichSide(low, high, a.x, a.y) >= 0;
  const endIsPositive = whichSide(low, high, b.x, b.y) >= 0;
  if (startIsPositive === endIsPositive) return 0;
  return isPositive ? 1 : -1;
}

/** Twice the area of (from, to, point): positive on the left of from→to in a y-up frame. */
export function whichSide(from: Point, to: Point, x: number, y: number): number {
  return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);
}

/** The part of a polygon within 0…width × 0…height (Sutherland & Hodgman 1974). Empty when it lies outside. */
export function clipToFrame(polygon: Polygon, width: number, height: number): Polygon {
  const left = cut(polygon, ({ x }) => x);
  const right = cut(left, ({ x }) => width - x);
  const top = cut(right, ({ y }) => y);
  return cut(top, ({ y }) => height - y);
}

/** Keeps the part of the polygon where `depth` is not negative; `depth` must be linear in the point. */
function cut(polygon: Polygon, depth: (point: Point) => number): Polygon {
  return polygon.flatMap((corner, i) => {
    const previous = polygon.at(i - 1) ?? corner;
    const from = depth(previous);
    const to = depth(corner);
    const share = from / (from - to);
    const crossing = {
      x: previous.x + share * (corner.x - previous.x),
      y: previous.y + share * (corner.y - previous.y),
    };
    if (from < 0 !== to < 0) return to < 0 ? [crossing] : [crossing, corner];
    return to < 0 ? [] : [corner];
  });
}
