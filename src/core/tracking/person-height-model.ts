import { number, row } from '../model/codec.ts';

/** The mean reaches back over this much of people's time. */
const MEMORY_MS = 120_000;
/** Boxes flutter by this share of their height; only a wider spread of places tells how height changes with place. */
const FLUTTER = 0.02;
/** A person's box grows no faster on its way down the picture, in pixels per pixel; more is noise. */
const MAX_SLOPE = 0.5;

/**
 * How tall people are, in pixels, near the bottom edge of one camera's picture, and how they grow further down. A
 * running least-squares line of box height over the feet's position.
 */
export class PersonHeightModel {
  /** 0 until a person was seen. */
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

  /** Position of a person's feet, with the head at `top` and a height of `height` for feet at `y`. */
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
