const HOUR_MS = 3_600_000;
/** Length of the longest local day, on which the clocks go back. */
const LONGEST_DAY_MS = 25 * HOUR_MS;

export class DayEndFinder {
  readonly #dayEnd: (ms: number) => number;
  #endMs: number | undefined;

  /** `dayEnd` returns the end of the local day that contains a time (epoch ms). */
  constructor(dayEnd: (ms: number) => number) {
    this.#dayEnd = dayEnd;
  }

  /** Returns the end of the present day when `at` is past it. Undefined before that. */
  findEnd(at: number): number | undefined {
    const endMs = this.#endMs;
    if (endMs === undefined || at >= endMs || at < endMs - LONGEST_DAY_MS) this.#endMs = this.#dayEnd(at);
    // More than an hour after the end, the clock was set: the day did not really end.
    return endMs !== undefined && at >= endMs && at < endMs + HOUR_MS ? endMs : undefined;
  }
}
