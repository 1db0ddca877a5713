import type { Homography, Point } from '../model/shapes.ts';
import type { CameraPose, PictureSize } from './camera-pose.ts';
import { cameraPose } from './camera-pose.ts';
import { invert, isBelowHorizon, project } from './homography.ts';

/** A position on the floor, in metres, and the variances of its error (m²). */
export interface FloorPlace {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Mean and standard deviation of the height of a standing adult's head, in metres. */
const HEAD_M = 1.68;
const HEAD_SD_M = 0.12;
/** Objects up to about this height, in metres, may hide the feet although the person does not look short. */
const FEET_HIDDEN_SD_M = 0.1;
/** A person who seems shorter than this does not show the feet: a shelf, a counter or the picture's edge hides them. */
const SHORTEST_M = 1.35;
/** Standard deviations: of a box's sides, as a share of its height, and of the calibration, in pixels. */
const BOX_SD = 0.03;
const CALIBRATION_SD_PX = 2;
/** Height step, in metres, for derivatives by height. */
const STEP_M = 0.1;

/**
 * One calibrated camera's view of the floor: maps the pixels of feet and head to a position with its standard error.
 * Far from the camera, one pixel covers metres along the line of sight. When the feet are hidden, the head gives the
 * position, and people's differing heights add to its error.
 */
export class FloorView {
  readonly #toFloor: Homography;
  readonly #toPicture: Homography | undefined;
  readonly #frame: PictureSize | undefined;
  readonly #pose: CameraPose | undefined;
  readonly #headToFloor: Homography | undefined;
  readonly #floorToHead: Homography | undefined;
  readonly #raisedToFloor: Homography | undefined;
  readonly #lowToFloor: Homography | undefined;
  /** A pixel on the floor's side of the horizon: other pixels are compared with it. */
  readonly #reference: Point | undefined;

  constructor(pictureToFloor: Homography, frame?: PictureSize) {
    this.#toFloor = pictureToFloor;
    this.#toPicture = invert(pictureToFloor);
    this.#frame = frame;
    if (frame === undefined) return;
    this.#reference = { x: frame.widthPx / 2, y: frame.heightPx };
    this.#pose = this.#toPicture && cameraPose(this.#toPicture, frame);
    this.#headToFloor = this.#pose?.planeAt(HEAD_M);
    this.#floorToHead = this.#headToFloor && invert(this.#headToFloor);
    this.#raisedToFloor = this.#pose?.planeAt(HEAD_M + STEP_M);
    this.#lowToFloor = this.#pose?.planeAt(STEP_M);
  }

  /**
   * Locates a person. `x`: middle of the box; `feetY` and `headY`: its bottom and top. Undefined for a box above the
   * horizon.
   */
  locate(x: number, feetY: number, headY: number): FloorPlace | undefined {
    const boxPx = Math.max(1, feetY - headY);
    const sdPx = Math.hypot(BOX_SD * boxPx, CALIBRATION_SD_PX);
    const feet = this.#isFloor(x, feetY) ? project(this.#toFloor, x, feetY) : undefined;
    const byFeet = feet && placeOf(feet, this.#toFloor, { x, y: feetY }, sdPx);
    const pose = this.#pose;
    if (pose === undefined || this.#headToFloor === undefined) return byFeet;
    const seemsM = feet === undefined ? 0 : pose.heightAt(feet.x, feet.y, headY);
    const low = byFeet && widened(byFeet, this.#lowToFloor, { x, y: feetY }, FEET_HIDDEN_SD_M / STEP_M);
    if (pose.heightM <= HEAD_M + STEP_M) return low;
    // Parallel planes have the same horizon, so the floor's check also holds for heads.
    const head = this.#isFloor(x, headY) ? project(this.#headToFloor, x, headY) : undefined;
    const byHead = head && placeOf(head, this.#headToFloor, { x, y: headY }, sdPx);
    const high = byHead && widened(byHead, this.#raisedToFloor, { x, y: headY }, HEAD_SD_M / STEP_M);
    if (low === undefined || seemsM < SHORTEST_M) return high ?? low;
    return high === undefined ? low : fused(low, high);
  }

  /** Standard deviation (m) of the located position of a person at (x, y); undefined outside the picture. */
  errorAt(x: number, y: number): number | undefined {
    const feet = this.#toPicture && project(this.#toPicture, x, y);
    if (feet === undefined || !this.#isInFrame(feet) || !this.#isFloor(feet.x, feet.y)) return undefined;
    const place = this.locate(feet.x, feet.y, this.#headRow(feet, x, y));
    return place && positionDeviation(place);
  }

  #headRow(feet: Point, x: number, y: number): number {
    const head = this.#floorToHead && project(this.#floorToHead, x, y);
    return head === undefined ? feet.y - 1 : Math.max(0, head.y);
  }

  #isInFrame({ x, y }: Point): boolean {
    const frame = this.#frame;
    return frame !== undefined && x >= 0 && y >= 0 && x <= frame.widthPx && y <= frame.heightPx;
  }

  #isFloor(x: number, y: number): boolean {
    return this.#reference === undefined || isBelowHorizon(this.#toFloor, this.#reference, x, y);
  }
}

/** Floor position of a pixel with a standard error of `sdPx`. */
function placeOf(at: Point, map: Homography, { x, y }: Point, sdPx: number): FloorPlace | undefined {
  const right = project(map, x + 1, y);
  const below = project(map, x, y + 1);
  if (right === undefined || below === undefined) return undefined;
  const variance = sdPx * sdPx;
  const [rx, ry, bx, by] = [right.x - at.x, right.y - at.y, below.x - at.x, below.y - at.y];
  return {
    ...at,
    xx: variance * (rx * rx + bx * bx),
    xy: variance * (rx * ry + bx * by),
    yy: variance * (ry * ry + by * by),
  };
}

/** Standard deviation of a position in metres, over both axes together. */
export function positionDeviation({ xx, yy }: FloorPlace): number {
  return Math.sqrt(xx + yy);
}

/** Squared Mahalanobis distance of two positions that lie (dx, dy) apart, with `extra` variance added (m²). */
export function squaredMahalanobisBetween(
  a: FloorPlace,
  b: FloorPlace,
  dx: number,
  dy: number,
  extra: number,
): number {
  const xx = a.xx + b.xx + extra;
  const xy = a.xy + b.xy;
  const yy = a.yy + b.yy + extra;
  return (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
}

/**
 * Adds the error that comes from the unknown height of a pixel's point above the floor. A shift to the plane `STEP_M`
 * higher measures its effect.
 */
function widened(
  place: FloorPlace,
  higher: Homography | undefined,
  { x, y }: Point,
  steps: number,
): FloorPlace {
  const other = higher && project(higher, x, y);
  if (other === undefined) return place;
  const [dx, dy] = [steps * (other.x - place.x), steps * (other.y - place.y)];
  return { ...place, xx: place.xx + dx * dx, xy: place.xy + dx * dy, yy: place.yy + dy * dy };
}

/** Merges two independent estimates of one position, weighted by their certainty. */
function fused(a: FloorPlace, b: FloorPlace): FloorPlace {
  const [xx, xy, yy] = [a.xx + b.xx, a.xy + b.xy, a.yy + b.yy];
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 0)) return a;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  // The Kalman gain: a's covariance times the inverse of the sum of both.
  const g11 = (a.xx * yy - a.xy * xy) / determinant;
  const g12 = (a.xy * xx - a.xx * xy) / determinant;
  const g21 = (a.xy * yy - a.yy * xy) / determinant;
  const g22 = (a.yy * xx - a.xy * xy) / determinant;
  return {
    x: a.x + g11 * dx + g12 * dy,
    y: a.y + g21 * dx + g22 * dy,
    xx: a.xx - g11 * a.xx - g12 * a.xy,
    xy: a.xy - g11 * a.xy - g12 * a.yy,
    yy: a.yy - g21 * a.xy - g22 * a.yy,
  };
}
