/**
 * Holds the conditions on one value, with the limits next to that value. A change that crosses no limit costs two
 * comparisons, for any number of conditions. Limits are stored in arrays of their own, because reading them from the
 * conditions would cost more than the comparison. Runs for each person who enters or leaves a zone.
 */
export class LimitRow<T> {
  readonly #watches: T[] = [];
  /** The conditions must be evaluated at these values and above. With −∞, at each change. */
  readonly #aboves: number[] = [];
  /** The conditions must be evaluated below these values. */
  readonly #belows: number[] = [];
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

  /** Adds a condition, to be evaluated at the next change. Returns its index for `setLimits`. */
  add(watch: T): number {
    this.#aboves.push(Number.NEGATIVE_INFINITY);
    this.#belows.push(Number.POSITIVE_INFINITY);
    return this.#watches.push(watch) - 1;
  }

  /**
   * Calls `look` for each condition whose answer the new value may change. With NaN (no number), these are all
   * conditions.
   */
  changed(value: number, look: (watch: T) => void): void {
    if (value < this.#above && value >= this.#below) return;
    for (let i = 0; i < this.#watches.length; i++) {
      if (value < (this.#aboves[i] ?? value) && value >= (this.#belows[i] ?? value)) continue;
      const watch = this.#watches[i];
      if (watch !== undefined) look(watch);
    }
    this.collect();
  }

  /** Sets the range `[below, above)` of values in which the condition's last answer stays valid. */
  setLimits(index: number, above: number, below: number): void {
    this.#aboves[index] = above;
    this.#belows[index] = below;
    if (above < this.#above) this.#above = above;
    if (below > this.#below) this.#below = below;
  }

  /** Recomputes the limits next to the value from all conditions. */
  collect(): void {
    let above = Number.POSITIVE_INFINITY;
    let below = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#watches.length; i++) {
      above = Math.min(above, this.#aboves[i] ?? above);
      below = Math.max(below, this.#belows[i] ?? below);
    }
    this.#above = above;
    this.#below = below;
  }
}
