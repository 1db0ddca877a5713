import { number, row } from '../model/codec.ts';

/** Time constant of the mean, in ms of person-time. */
const MEMORY_MS = 120_000;
/**
 * At one place, box heights vary by this share of the mean height. How height changes with place is only learned when
 * the feet's rows vary by more pixels than that.
 */
const FLUTTER = 0.02;
/** Largest growth of a person's box down the picture, in pixels per pixel. A larger one is noise. */
const MAX_SLOPE = 0.5;

/**
 * Models how tall people are, in pixels, near the bottom edge of one camera's picture. It is a running least-squares
 * line of box height over the feet's row.
 */
export class PersonHeightModel {
  /** 0 until a whole person is seen. */
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

  /** Row of a person's feet; the head is at row `top`. The person is `height` pixels tall with feet at row `y`. */
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
