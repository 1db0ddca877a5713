/** Limits of the learned size, as multiples of the first estimate, which is computed from the floor's scale. */
const LEAST_SHARE = 0.4;
const MOST_SHARE = 6;
/** Each blob changes the size by at most this share. */
const STEP = 0.004;
/**
 * The quantile of blob sizes that is learned. Most blobs are one person and some are two. The middle of the single
 * people is therefore below the median.
 */
const QUANTILE = 0.4;

/**
 * Learns how many pixels one person covers. The floor's scale is only a first estimate, as shoulders are nearer to the
 * camera than the floor. Under a low ceiling they look three times as large. The size is learned from people who pass,
 * as a quantile by stochastic approximation (Robbins & Monro 1951).
 */
export class PersonSize {
  #firstPx = 0;
  #areaPx = 0;

  /** Sets the first estimate, from the floor's scale. 0 when there is no scale. */
  begin(areaPx: number): void {
    if (areaPx === this.#firstPx) return;
    this.#firstPx = areaPx;
    this.#areaPx = areaPx;
  }

  get areaPx(): number {
    return this.#areaPx;
  }

  /** Learns from a moving blob that lies completely inside the picture. */
  addBlob(blobPx: number): void {
    const step = blobPx > this.#areaPx ? STEP * QUANTILE : -STEP * (1 - QUANTILE);
    const next = this.#areaPx * (1 + step);
    this.#areaPx = Math.min(Math.max(next, LEAST_SHARE * this.#firstPx), MOST_SHARE * this.#firstPx);
  }
}
