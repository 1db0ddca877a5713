import type { SeenHeads } from './inside-belief.ts';

/** Heads are averaged over about this long: one that is lost or found for a moment says little. */
const AVERAGE_MS = 10_000;
/** Older heads say nothing of now. */
const FRESH_MS = 5_000;

/** How many heads are on the floor, by the average of some seconds. After a restart it begins anew. */
export class HeadAverage {
  #count = 0;
  #share = 0;
  #since = Number.POSITIVE_INFINITY;
  #at = Number.NEGATIVE_INFINITY;
  /** Ins less outs that the average does not have yet, as of `#passedAt`. */
  #passed = 0;
  #passedAt = Number.NEGATIVE_INFINITY;

  /** `share`: of the floor, that live cameras see; 0 where none does. */
  add(at: number, count: number, share: number): void {
    const hasBegun = at - this.#at <= FRESH_MS && share === this.#share;
    const weight = hasBegun ? 1 - Math.exp(-(at - this.#at) / AVERAGE_MS) : 1;
    if (!hasBegun) this.#since = at;
    this.#count += weight * (count - this.#count);
    this.#share = share;
    this.#at = at;
  }

  /** So many came in; fewer than 0 went out. They are or were on the floor for a part of the average only. */
  passed(at: number, people: number): void {
    this.#passed = this.#notAveraged(at) + people;
    this.#passedAt = Math.max(at, this.#passedAt);
  }

  /** As of now. Undefined while nothing is seen, and until it was seen long enough. */
  get(at: number): SeenHeads | undefined {
    const isKnown = this.#share > 0 && at - this.#at <= FRESH_MS && at - this.#since >= AVERAGE_MS;
    if (!isKnown) return undefined;
    return { count: Math.max(0, this.#count + this.#share * this.#notAveraged(at)), share: this.#share };
  }

  #notAveraged(at: number): number {
    return this.#passed * Math.exp(-Math.max(0, at - this.#passedAt) / AVERAGE_MS);
  }
}
