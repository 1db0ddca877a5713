/** The camera's own picture, in the pixels the boxes are given in. */
export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A box that ends this near to the picture's edge, in heights of the box, may be cut by it. */
const EDGE_REACH = 0.03;
/** People this near to the bottom edge tell how tall one is who stands on it, in heights of the box. */
const NEAR_EDGE = 0.35;
/** A box that lost more than this share of its height from below is cut by something in front. */
const CUT_SHARE = 0.15;
/** Boxes flutter: a person's own size is a mean over this long; one that is cut fades this slowly. */
const SIZE_MS = 500;
const CUT_SIZE_MS = 10_000;
/** A camera's height at the bottom edge is a mean over this long of people seen there. */
const EDGE_SIZE_MS = 30_000;

/** How tall people are, in pixels, near the bottom edge of one camera's picture; 0 until seen. */
export class EdgeHeight {
  meanPx = 0;

  learn(heightPx: number, ms: number): void {
    this.meanPx = this.meanPx === 0 ? heightPx : blend(this.meanPx, heightPx, ms / EDGE_SIZE_MS);
  }
}

function blend(mean: number, value: number, share: number): number {
  return mean + Math.min(1, share) * (value - mean);
}

/** What `GroundPoint.save` gives. */
export type SavedGroundPoint = readonly [number, number, number, number];

/**
 * Where a person stands: the middle of the box's bottom edge, except where the bottom is not the feet. A box cut by
 * the picture's edge, or from below by a counter or another person, is completed with the size the person had
 * when it was whole, or with the size of others near the bottom edge.
 */
export class GroundPoint {
  x = 0;
  y = 0;
  /** The feet are below the picture and nothing is known yet of how far. */
  isOpen = false;
  #wholeHeight = 0;
  #wholeWidth = 0;

  /** `ms` since the person was last seen. */
  see(
    left: number,
    top: number,
    width: number,
    height: number,
    ms: number,
    frame: FrameSize | undefined,
    edge: EdgeHeight,
  ): void {
    this.#place(left, width, height, ms, frame);
    const bottom = top + height;
    if (frame !== undefined && bottom >= frame.heightPx - EDGE_REACH * height) {
      const whole = this.wholeHeight(edge);
      this.isOpen = whole === 0;
      this.y = Math.max(bottom, top + whole);
      return;
    }
    this.isOpen = false;
    const isCut = this.#isCutFromBelow(top, height);
    this.#wholeHeight =
      this.#wholeHeight === 0
        ? height
        : blend(this.#wholeHeight, height, ms / (isCut ? CUT_SIZE_MS : SIZE_MS));
    this.y = isCut ? top + this.#wholeHeight : bottom;
    if (!isCut && frame !== undefined && bottom >= frame.heightPx - NEAR_EDGE * height)
      edge.learn(height, ms);
  }

  /** Best guess of the person's whole height, 0 if there is none. */
  wholeHeight(edge: EdgeHeight): number {
    return this.#wholeHeight > 0 ? this.#wholeHeight : edge.meanPx;
  }

  /** The head is where it was, and the bottom is not. */
  #isCutFromBelow(top: number, height: number): boolean {
    const whole = this.#wholeHeight;
    if (height >= (1 - CUT_SHARE) * whole) return false;
    return Math.abs(top - (this.y - whole)) < CUT_SHARE * whole;
  }

  #place(left: number, width: number, height: number, ms: number, frame: FrameSize | undefined): void {
    const reach = EDGE_REACH * height;
    const cutLeft = frame !== undefined && left <= reach;
    const cutRight = frame !== undefined && left + width >= frame.widthPx - reach;
    const whole = Math.max(width, this.#wholeWidth);
    if (cutLeft === cutRight) this.x = left + width / 2;
    else this.x = cutLeft ? left + width - whole / 2 : left + whole / 2;
    if (cutLeft || cutRight) return;
    this.#wholeWidth = this.#wholeWidth === 0 ? width : blend(this.#wholeWidth, width, ms / SIZE_MS);
  }

  save(): SavedGroundPoint {
    return [this.x, this.y, this.#wholeHeight, this.#wholeWidth];
  }

  load(saved: SavedGroundPoint): void {
    [this.x, this.y, this.#wholeHeight, this.#wholeWidth] = saved;
  }
}
