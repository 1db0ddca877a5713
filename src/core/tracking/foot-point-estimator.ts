import { instance, number, row } from '../model/codec.ts';
import type { PersonHeightModel } from './person-height-model.ts';

/** Size of the camera's picture, in the same pixels as the boxes. */
export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The picture's edge may cut a box that ends this close to it. The limits are in heights of the box, and in sides of
 * the picture.
 */
const EDGE_REACH = 0.05;
const EDGE_REACH_OF_PICTURE = 0.015;
/** A box this close to the bottom edge, in heights of the box, shows how tall people there are. */
const NEAR_EDGE = 0.35;
/**
 * A box that lost more than this share of its height from below is cut by an object in front. Uncut boxes vary less.
 * `scripts/bench ground-point` measures the error of the foot point.
 */
const CUT_SHARE = 0.12;
/**
 * Time constant, in ms, of a person's mean size while seen whole. While the box is cut, the size fades with
 * `CUT_SIZE_MS`.
 */
const SIZE_MS = 500;
const CUT_SIZE_MS = 10_000;

/**
 * Estimates where a person stands: the middle of the box's bottom edge, unless the bottom is not the feet. The
 * picture's edge, a counter or another person may cut a box. The person's size when it was whole then completes the
 * box, or the size of others near the bottom edge.
 */
export class FootPointEstimator {
  x = 0;
  y = 0;
  /** True when the feet are below the picture and no size is known to estimate how far. */
  isOpen = false;
  wholeWidth = 0;
  wholeHeight = 0;
  /** Row of the feet when the box had `wholeHeight`. `wholeMs`: total time, in ms, that the person was seen whole. */
  wholeY = 0;
  wholeMs = 0;

  /** `ms`: time since the person's last detection. */
  updateBox(
    left: number,
    top: number,
    width: number,
    height: number,
    ms: number,
    frame: FrameSize | undefined,
    edge: PersonHeightModel,
  ): void {
    this.#place(left, width, height, ms, frame);
    const bottom = top + height;
    if (frame !== undefined && bottom >= frame.heightPx - edgeReach(height, frame.heightPx)) {
      const feet = this.feetBelow(top, edge);
      this.isOpen = feet === undefined;
      this.y = Math.max(bottom, feet ?? bottom);
      return;
    }
    this.isOpen = false;
    if (this.#isCutFromBelow(top, height)) {
      this.wholeHeight = blend(this.wholeHeight, height, ms / CUT_SIZE_MS);
      this.y = top + this.wholeHeight;
      return;
    }
    this.y = bottom;
    this.#learn(height, ms);
    const isNear = frame !== undefined && bottom >= frame.heightPx - NEAR_EDGE * height;
    if (isNear && this.wholeMs >= SIZE_MS) edge.learn(height, bottom, ms);
  }

  /** From straight above, the feet are at the middle of the box. */
  seeFromAbove(left: number, top: number, width: number, height: number): void {
    this.x = left + width / 2;
    this.y = top + height / 2;
    this.isOpen = false;
  }

  /** Row of the feet when the head is at `top`. Undefined when no known size tells how tall the person is. */
  feetBelow(top: number, edge: PersonHeightModel): number | undefined {
    if (this.wholeMs >= SIZE_MS) return edge.feetBelow(top, this.wholeHeight, this.wholeY);
    // A short view of the whole person is not trusted alone. Takes the larger of its height and the mean height of
    // others.
    if (edge.meanHeight === 0) return undefined;
    return edge.feetBelow(top, Math.max(this.wholeHeight, edge.meanHeight), edge.meanY);
  }

  #learn(height: number, ms: number): void {
    const share = this.wholeHeight === 0 ? 1 : ms / SIZE_MS;
    this.wholeHeight = blend(this.wholeHeight, height, share);
    this.wholeY = blend(this.wholeY, this.y, share);
    this.wholeMs += ms;
  }

  /** Returns true when the head has stayed in place but the bottom of the box has moved up. */
  #isCutFromBelow(top: number, height: number): boolean {
    const whole = this.wholeHeight;
    if (height >= (1 - CUT_SHARE) * whole) return false;
    return Math.abs(top - (this.y - whole)) < CUT_SHARE * whole;
  }

  #place(left: number, width: number, height: number, ms: number, frame: FrameSize | undefined): void {
    const reach = frame === undefined ? 0 : edgeReach(height, frame.widthPx);
    const cutLeft = frame !== undefined && left <= reach;
    const cutRight = frame !== undefined && left + width >= frame.widthPx - reach;
    const whole = Math.max(width, this.wholeWidth);
    if (cutLeft === cutRight) this.x = left + width / 2;
    else this.x = cutLeft ? left + width - whole / 2 : left + whole / 2;
    if (!cutLeft && !cutRight)
      this.wholeWidth = blend(this.wholeWidth, width, this.wholeWidth === 0 ? 1 : ms / SIZE_MS);
  }
}

export const GROUND_POINT = instance(
  () => new FootPointEstimator(),
  row({
    x: number,
    y: number,
    wholeWidth: number,
    wholeHeight: number,
    wholeY: number,
    wholeMs: number,
  }),
);

function edgeReach(height: number, sidePx: number): number {
  return Math.max(EDGE_REACH * height, EDGE_REACH_OF_PICTURE * sidePx);
}

function blend(mean: number, value: number, share: number): number {
  return mean + Math.min(1, share) * (value - mean);
}
