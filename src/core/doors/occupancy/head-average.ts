import type { SeenHeads } from './occupancy-estimator.ts';

/** Heads are averaged over about this long: one that is lost or found for a moment says little. */
const AVERAGE_MS = 10_000;
/** Older heads say nothing of now. */
const FRESH_MS = 5_000;

/** How many heads were on the floor lately. After a restart it begins anew. */
export class HeadAverage {
  #count = 0;
  #share = 0;
  #since = Number.POSITIVE_INFINITY;
  #at = Number.NEGATIVE_INFINITY;

  /** `share`: of the floor, that live cameras see; 0 where none does. */
  add(at: number, count: number, share: number): void {
    const hasBegun = at - this.#at <= FRESH_MS && share === this.#share;
    const weight = hasBegun ? 1 - Math.exp(-(at - this.#at) / AVERAGE_MS) : 1;
    if (!hasBegun) this.#since = at;
    this.#count += weight * (count - this.#count);
    this.#share = share;
    this.#at = at;
  }

  /** Undefined while nothing is seen, and until it was seen long enough. */
  get(at: number): SeenHeads | undefined {
    const isKnown = this.#share > 0 && at - this.#at <= FRESH_MS && at - this.#since >= AVERAGE_MS;
    return isKnown ? { count: this.#count, share: this.#share } : undefined;
  }
}
