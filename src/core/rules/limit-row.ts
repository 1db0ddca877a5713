/** A condition, and the values between which its answer is that of its last look. */
export interface Watch {
  /** It needs a look from this value on; −∞: at every change. */
  readonly above: number;
  /** It needs a look below this value. */
  readonly below: number;
}

/**
 * The conditions on one value. The row keeps the limits next to the value: a change that crosses none costs two
 * comparisons, for any number of conditions. Runs for every person who enters or leaves a zone.
 */
export class LimitRow<T extends Watch> {
  readonly #watches: T[] = [];
  /** No condition needs a look below it. It may be too low, never too high. */
  #above = Number.NEGATIVE_INFINITY;
  /** No condition needs a look from it on. It may be too high, never too low. */
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

  /** The value is another now; NaN where it is no number: then every condition is looked at. */
  changed(value: number, look: (watch: T) => void): void {
    if (value < this.#above && value >= this.#below) return;
    for (const watch of this.#watches) if (!(value < watch.above && value >= watch.below)) look(watch);
    this.collect();
  }

  /** A condition was looked at. */
  narrow({ above, below }: Watch): void {
    if (above < this.#above) this.#above = above;
    if (below > this.#below) this.#below = below;
  }

  /** Finds the limits next to the value. */
  collect(): void {
    this.#above = Number.POSITIVE_INFINITY;
    this.#below = Number.NEGATIVE_INFINITY;
    for (const watch of this.#watches) this.narrow(watch);
  }
}
