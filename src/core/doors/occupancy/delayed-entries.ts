/** Half width, in bounce thresholds, of the time around an exit whose entries show how often people enter then. */
const AROUND = 15;

/**
 * Counts the entries before a moment by the class of duration that a visit ending at this moment would have. Moments
 * must not go back.
 */
export class DelayedEntries {
  readonly #entries: readonly number[];
  readonly #upToMs: readonly number[];
  /**
   * First the index of the first entry after the moment. Then, per class, of the first entry after the moment less the
   * class's upper end.
   */
  readonly #cursors: number[];
  readonly #around: { readonly ms: number; first: number; end: number };
  readonly #expected: number[];

  constructor(entries: readonly number[], upToMs: readonly number[], bounceMs: number) {
    this.#entries = entries;
    this.#upToMs = upToMs;
    this.#cursors = new Array<number>(upToMs.length + 1).fill(0);
    this.#around = { ms: AROUND * bounceMs, first: 0, end: 0 };
    this.#expected = new Array<number>(upToMs.length + 1).fill(0);
  }

  /**
   * Returns the expected exits of a slot per class, if all visits were of that class. The last value assumes that all
   * entries of the leaving people were missed.
   */
  at(moment: number, slotMs: number): readonly number[] {
    for (let k = 0; k < this.#cursors.length; k++)
      this.#cursors[k] = this.#passed(this.#cursors[k] ?? 0, moment - (this.#upToMs[k - 1] ?? 0));
    for (let k = 0; k < this.#upToMs.length; k++) {
      const inside = (this.#cursors[k] ?? 0) - (this.#cursors[k + 1] ?? 0);
      const widthMs = (this.#upToMs[k] ?? 0) - (this.#upToMs[k - 1] ?? 0);
      this.#expected[k] = (inside * slotMs) / widthMs;
    }
    this.#expected[this.#upToMs.length] = this.#rateAround(moment) * slotMs;
    return this.#expected;
  }

  #rateAround(moment: number): number {
    const around = this.#around;
    around.first = this.#passed(around.first, moment - around.ms);
    around.end = this.#passed(around.end, moment + around.ms);
    const from = Math.max(moment - around.ms, this.#entries[0] ?? moment);
    const to = Math.min(moment + around.ms, this.#entries.at(-1) ?? moment);
    return (around.end - around.first) / Math.max(around.ms / AROUND, to - from);
  }

  /** Returns the index of the first entry after a moment. The search starts at `cursor`, an earlier result. */
  #passed(cursor: number, moment: number): number {
    let next = cursor;
    while (next < this.#entries.length && (this.#entries[next] ?? 0) <= moment) next += 1;
    return next;
  }
}
