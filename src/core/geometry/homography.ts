import type { Homography, Point } from '../model/shapes.ts';
import { solveSymmetric } from '../statistics/cholesky.ts';

/** A point in the camera's picture (pixels) and the same point on the floor plan (metres). */
export interface PointPair {
  readonly picture: Point;
  readonly floor: Point;
}

export interface Calibration {
  readonly pictureToFloor: Homography;
  readonly floorToPicture: Homography;
  /**
   * Likely error of a mapped point among the calibration points, in metres. It is the larger of two: the fit's root
   * mean square residual, and the effect of a tap that misses by a few pixels.
   */
  readonly errorM: number;
}

/** Error of a person who taps a corner in a phone's picture, in pixels. */
const TAP_ERROR_PX = 3;
const UNKNOWNS = 8;
const LEAST_PIVOT = 1e-5;

/**
 * Fits the plane-to-plane map to at least four pairs: normalised direct linear transform, least squares when there are
 * more (Hartley & Zisserman, Multiple View Geometry, 2nd ed., algorithm 4.2). Undefined when the points do not
 * determine it: fewer than four, or three of four on one line.
 */
export function fitHomography(pairs: readonly PointPair[]): Calibration | undefined {
  if (pairs.length < 4) return undefined;
  const picture = normalizer(pairs.map((pair) => pair.picture));
  const floor = normalizer(pairs.map((pair) => pair.floor));
  if (picture === undefined || floor === undefined) return undefined;
  const equations = pairs.flatMap((pair) =>
    twoEquations(apply(picture, pair.picture), apply(floor, pair.floor)),
  );
  const solved = leastSquares(equations);
  if (solved === undefined) return undefined;
  const floorBack = invert(floor);
  if (floorBack === undefined) return undefined;
  const pictureToFloor = scaled(
    multiply(multiply(floorBack, [...solved, 1] as unknown as Homography), picture),
  );
  const floorToPicture = pictureToFloor && invert(pictureToFloor);
  if (pictureToFloor === undefined || floorToPicture === undefined) return undefined;
  return { pictureToFloor, floorToPicture, errorM: errorOf(pictureToFloor, pairs) };
}

/** Maps a point. Undefined on or beyond the horizon, which has no position on the floor. */
export function project(map: Homography, x: number, y: number): Point | undefined {
  const depth = map[6] * x + map[7] * y + map[8];
  if (Math.abs(depth) < 1e-12) return undefined;
  return {
    x: (map[0] * x + map[1] * y + map[2]) / depth,
    y: (map[3] * x + map[4] * y + map[5]) / depth,
  };
}

/** Returns whether a picture point lies on the calibration points' side of the horizon. */
export function isBelowHorizon(map: Homography, reference: Point, x: number, y: number): boolean {
  const depth = (px: number, py: number) => map[6] * px + map[7] * py + map[8];
  return depth(x, y) * depth(reference.x, reference.y) > 0;
}

function errorOf(map: Homography, pairs: readonly PointPair[]): number {
  let squares = 0;
  let perPixel = 0;
  for (const { picture, floor } of pairs) {
    const at = project(map, picture.x, picture.y);
    const right = project(map, picture.x + 1, picture.y);
    const below = project(map, picture.x, picture.y + 1);
    if (at === undefined || right === undefined || below === undefined) return Number.POSITIVE_INFINITY;
    squares += (at.x - floor.x) ** 2 + (at.y - floor.y) ** 2;
    perPixel += Math.hypot(right.x - at.x, right.y - at.y, below.x - at.x, below.y - at.y) / Math.SQRT2;
  }
  // Degrees of freedom: two coordinates per pair, minus the eight fitted numbers.
  const freedom = Math.max(1, 2 * pairs.length - 8);
  return Math.max(Math.sqrt((2 * squares) / freedom), (perPixel / pairs.length) * TAP_ERROR_PX);
}

/** Moves the points' centre to 0 and their mean distance to √2. Without that the equations are badly conditioned. */
function normalizer(points: readonly Point[]): Homography | undefined {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + Math.hypot(point.x - x, point.y - y), 0) / points.length;
  if (!(spread > 0)) return undefined;
  const scale = Math.SQRT2 / spread;
  return [scale, 0, -scale * x, 0, scale, -scale * y, 0, 0, 1];
}

/**
 * The two equations of a pair. Each row holds eight coefficients and the right-hand side; the map's ninth entry is 1.
 */
function twoEquations(from: Point, to: Point): number[][] {
  const { x, y } = from;
  return [
    [x, y, 1, 0, 0, 0, -to.x * x, -to.x * y, to.x],
    [0, 0, 0, x, y, 1, -to.y * x, -to.y * y, to.y],
  ];
}

/** Returns undefined when the equations do not determine every unknown, as for points on one line. */
function leastSquares(rows: readonly (readonly number[])[]): number[] | undefined {
  const matrix = new Float64Array(UNKNOWNS * UNKNOWNS);
  const right = new Float64Array(UNKNOWNS);
  for (const row of rows) {
    for (let i = 0; i < UNKNOWNS; i++) {
      right[i] = (right[i] ?? 0) + (row[i] ?? 0) * (row[UNKNOWNS] ?? 0);
      for (let j = 0; j < UNKNOWNS; j++) {
        matrix[i * UNKNOWNS + j] = (matrix[i * UNKNOWNS + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      }
    }
  }
  // Replaces the matrix by its factor, whose diagonal shows how well each unknown is determined.
  solveSymmetric(matrix, UNKNOWNS, right);
  const isOpen = right.some((_, i) => (matrix[i * UNKNOWNS + i] ?? 0) < LEAST_PIVOT);
  return isOpen ? undefined : [...right];
}

function apply(map: Homography, point: Point): Point {
  return project(map, point.x, point.y) ?? point;
}

function multiply(a: Homography, b: Homography): Homography {
  const entry = (row: number, column: number) =>
    [0, 1, 2].reduce((sum, k) => sum + (a[row * 3 + k] ?? 0) * (b[k * 3 + column] ?? 0), 0);
  return Array.from({ length: 9 }, (_, i) => entry(Math.floor(i / 3), i % 3)) as unknown as Homography;
}

export function invert(m: Homography): Homography | undefined {
  const [a, b, c, d, e, f, g, h, i] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(determinant) < 1e-15) return undefined;
  const adjugate = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  return adjugate.map((value) => value / determinant) as unknown as Homography;
}

function scaled(map: Homography): Homography | undefined {
  const last = map[8];
  if (Math.abs(last) < 1e-15) return undefined;
  return map.map((value) => value / last) as unknown as Homography;
}
