import { clipToFrame, signedArea } from '../../../../core/geometry/polygon.ts';
import type { Pair } from '../../canvas/shapes.ts';

/** A map that rotates, scales evenly and shifts: (x, y) → (a·x − b·y + c, b·x + a·y + d). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the similarity that maps two points onto two others. Undefined when the two points of either pair coincide.
 */
export function findSimilarity([p, q]: readonly Pair[], [to, toQ]: readonly Pair[]): Similarity | undefined {
  if (p === undefined || q === undefined || to === undefined || toQ === undefined) return undefined;
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const [ex, ey] = [toQ[0] - to[0], toQ[1] - to[1]];
  const square = dx * dx + dy * dy;
  if (square === 0 || (ex === 0 && ey === 0)) return undefined;
  const a = (ex * dx + ey * dy) / square;
  const b = (ey * dx - ex * dy) / square;
  return { a, b, c: to[0] - (a * p[0] - b * p[1]), d: to[1] - (b * p[0] + a * p[1]) };
}

export function mapPoint({ a, b, c, d }: Similarity, [x, y]: Pair): Pair {
  return [a * x - b * y + c, b * x + a * y + d];
}

/** Returns how many units of the floor a unit of the picture has. */
export function findScale({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

/** Returns the clockwise rotation on the screen in degrees, −180 to 180. */
export function findTurn({ a, b }: Similarity): number {
  return (Math.atan2(b, a) * 180) / Math.PI;
}

/** Returns the share of the picture that is outside the floor, 0 to 1. */
export function shareCut(picture: Size, lay: Similarity, floor: Size): number {
  const corners = cornersOf(picture, lay).map(([x, y]) => ({ x, y }));
  const whole = Math.abs(signedArea(corners));
  return 1 - Math.abs(signedArea(clipToFrame(corners, floor.width, floor.height))) / whole;
}

/** Returns the floor enlarged to the right and downwards until the whole picture is on it. Rounded to 1 cm. */
export function grownFloor(picture: Size, lay: Similarity, floor: Size): Size {
  const corners = cornersOf(picture, lay);
  const reach = (values: readonly number[]) => Math.round(Math.max(...values) * 100) / 100;
  return {
    width: reach([floor.width, ...corners.map(([x]) => x)]),
    height: reach([floor.height, ...corners.map(([, y]) => y)]),
  };
}

function cornersOf({ width, height }: Size, lay: Similarity): Pair[] {
  const corners: readonly Pair[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  return corners.map((corner) => mapPoint(lay, corner));
}
