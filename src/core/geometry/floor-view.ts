import type { Homography, Point } from '../model/shapes.ts';
import type { CameraPose, PictureSize } from './camera-pose.ts';
import { cameraPose } from './camera-pose.ts';
import { invert, isBelowHorizon, project } from './homography.ts';

/** Somewhere on the floor, in metres, and the variances of where that is (m²). */
export interface FloorPlace {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** The head of a grown-up who stands or walks is about this high, and by how much it differs. */
const HEAD_M = 1.68;
const HEAD_SD_M = 0.12;
/** Something that low may hide the feet without making the person look short. */
const FEET_HIDDEN_SD_M = 0.1;
/**
 * A person who seems shorter is not visible down to the feet: a shelf, a counter or the picture's edge hides them.
 */
const SHORTEST_M = 1.35;
/** A box's sides are off by this share of its height, and the calibration by a few pixels. */
const BOX_SD = 0.03;
const CALIBRATION_SD_PX = 2;
/** For derivatives by height. */
const STEP_M = 0.1;

/**
 * One calibrated camera's view of the floor: maps the pixels of feet and head to a position with its standard error.
 * Far away, one pixel is metres along the line of sight.
 * Where the feet are hidden the head gives the position, with the uncertainty of people's heights.
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
  /** A pixel that shows floor. */
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

  /** `x`: the middle of the box; `feetY` and `headY`: its bottom and top. Undefined for what is nowhere on the floor. */
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
    // Planes that lie one over the other have one horizon.
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

/** Standard deviation of a place in metres, both ways together. */
export function positionDeviation({ xx, yy }: FloorPlace): number {
  return Math.sqrt(xx + yy);
}

/** Squared distance (Mahalanobis) of two unsure places that lie (dx, dy) apart, with `extra` variance on top (m²). */
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

/** The doubt of how high a pixel's point is, by where it would be if it were `STEP_M` higher. */
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

/** Two independent sayings of one place, each worth what it is sure. */
function fused(a: FloorPlace, b: FloorPlace): FloorPlace {
  const [xx, xy, yy] = [a.xx + b.xx, a.xy + b.xy, a.yy + b.yy];
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 0)) return a;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  // The gain: a's variances times the inverse of the sum.
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
