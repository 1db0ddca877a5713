/** The learned size stays between these multiples of the size from the floor's scale. */
const LEAST_SHARE = 0.4;
const MOST_SHARE = 6;
/** Each blob changes the size by this share at most. */
const STEP = 0.004;
/** Most blobs are one person and some are two, so the middle of the single ones is below the median. */
const QUANTILE = 0.4;

/**
 * How many pixels one person covers. The floor's scale alone is not enough: shoulders are nearer to the camera. Under
 * a low ceiling they look three times as large. The size is therefore learned from people who pass, as a quantile by
 * stochastic approximation (Robbins & Monro 1951).
 */
export class PersonSize {
  #firstPx = 0;
  #areaPx = 0;

  /** Sets the initial size from the floor's scale; 0 when there is no scale. */
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
