/** A condition, and the range of values in which its last answer stays valid. */
export interface Watch {
  /** The condition must be evaluated at this value and above. With −∞, at each change. */
  readonly above: number;
  /** The condition must be evaluated below this value. */
  readonly below: number;
}

/**
 * Holds the conditions on one value, with the limits next to that value. A change that crosses no limit costs two
 * comparisons, for any number of conditions. Runs for each person who enters or leaves a zone.
 */
export class LimitRow<T extends Watch> {
  readonly #watches: T[] = [];
  /** Lowest `above` of all conditions. May be too low for some time, but never too high. */
  #above = Number.NEGATIVE_INFINITY;
  /** Highest `below` of all conditions. May be too high for some time, but never too low. */
  #below = Number.POSITIVE_INFINITY;

  get above(): number {
    return this.#above;
  }

  get watches(): readonly T[] {
    return this.#watches;
  }

  add(watch: T): void {
    this.#watches.push(watch);
    this.narrow(watch);
  }

  /**
   * Calls `look` for each condition whose answer the new value may change. With NaN (no number), these are all
   * conditions.
   */
  changed(value: number, look: (watch: T) => void): void {
    if (value < this.#above && value >= this.#below) return;
    for (const watch of this.#watches) if (!(value < watch.above && value >= watch.below)) look(watch);
    this.collect();
  }

  /** Takes the limits of a condition that was just evaluated into account. */
  narrow({ above, below }: Watch): void {
    if (above < this.#above) this.#above = above;
    if (below > this.#below) this.#below = below;
  }

  /** Recomputes the limits next to the value from all conditions. */
  collect(): void {
    this.#above = Number.POSITIVE_INFINITY;
    this.#below = Number.NEGATIVE_INFINITY;
    for (const watch of this.#watches) this.narrow(watch);
  }
}
