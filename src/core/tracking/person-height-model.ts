import { number, row } from '../model/codec.ts';

/** The mean reaches back over this much of people's time. */
const MEMORY_MS = 120_000;
/** Boxes flutter by this share of their height; only a wider spread of places tells how height changes with place. */
const FLUTTER = 0.02;
/** Nobody's box grows faster on its way down the picture, in pixels a pixel; more is flutter. */
const MAX_SLOPE = 0.5;

/**
 * How tall people are, in pixels, near the bottom edge of one camera's picture, and how much taller they get
 * further down: a running least-squares line of box height over the feet's place.
 */
export class PersonHeightModel {
  /** 0 until somebody was seen. */
  meanHeight = 0;
  meanY = 0;
  seenMs = 0;
  varianceY = 0;
  covariance = 0;

  learn(height: number, y: number, ms: number): void {
    if (ms <= 0) return;
    this.seenMs = Math.min(MEMORY_MS, this.seenMs + ms);
    const share = ms / this.seenMs;
    const awayY = y - this.meanY;
    const awayHeight = height - this.meanHeight;
    this.meanY += share * awayY;
    this.meanHeight += share * awayHeight;
    this.varianceY = (1 - share) * (this.varianceY + share * awayY * awayY);
    this.covariance = (1 - share) * (this.covariance + share * awayY * awayHeight);
  }

  /** Where the feet are of somebody with the head at `top` who is `height` tall with the feet at `y`. */
  feetBelow(top: number, height: number, y: number): number {
    const slope = this.#slope();
    return (top + height - slope * y) / (1 - slope);
  }

  #slope(): number {
    const flutter = FLUTTER * this.meanHeight;
    if (this.varianceY <= flutter * flutter) return 0;
    return Math.min(MAX_SLOPE, Math.max(0, this.covariance / this.varianceY));
  }
}

export const EDGE_HEIGHT = row({
  meanHeight: number,
  meanY: number,
  seenMs: number,
  varianceY: number,
  covariance: number,
});
