const HOUR_MS = 3_600_000;
/** When the clocks go back. */
const LONGEST_DAY_MS = 25 * HOUR_MS;

/** Notices when the store's local day has ended. */
export class DayEndFinder {
  readonly #dayEnd: (ms: number) => number;
  #endMs: number | undefined;

  /** `dayEnd`: the end of the local day that contains a time. */
  constructor(dayEnd: (ms: number) => number) {
    this.#dayEnd = dayEnd;
  }

  /** The end of the day, once it is over; undefined otherwise. */
  findEnd(at: number): number | undefined {
    const endMs = this.#endMs;
    if (endMs === undefined || at >= endMs || at < endMs - LONGEST_DAY_MS) this.#endMs = this.#dayEnd(at);
    // A clock that was set tells of a day that was none.
    return endMs !== undefined && at >= endMs && at < endMs + HOUR_MS ? endMs : undefined;
  }
}
