/** A clock that is off by this much is wrong: reports do not take this long to arrive. */
const WRONG_MS = 90_000;
/** Number of reports in a row by which the clock is judged. */
const REPORTS = 4;
/** These reports span at least this time. */
const APART_MS = 120_000;
/** The delays of these reports differ by at most this much. */
const ALIKE_MS = 30_000;
const MINUTE_MS = 60_000;

interface Report {
  readonly at: number;
  readonly behindMs: number;
}

/**
 * Estimates the error of a sender's clock: a delay that stays the same over several reports. Reports that were held
 * back arrive together or with shrinking delays, so they say nothing about the clock.
 */
export class SenderClock {
  #reports: Report[] = [];
  #offMs = 0;

  /**
   * Returns the milliseconds to add to the sender's times. `newestMs` is the newest time in the report that arrived at
   * `at`.
   */
  correct(newestMs: number, at: number): number {
    if (this.#reports.at(-1)?.at !== at) this.#reports.push({ at, behindMs: at - newestMs });
    this.#reports = this.#reports.slice(-REPORTS);
    const behind = this.#reports.map(({ behindMs }) => behindMs);
    const [least, most] = [Math.min(...behind), Math.max(...behind)];
    const spanMs = at - (this.#reports[0]?.at ?? at);
    const isSure = behind.length === REPORTS && spanMs >= APART_MS && most - least <= ALIKE_MS;
    if (isSure) this.#offMs = Math.abs(least) < WRONG_MS ? 0 : Math.round(least / MINUTE_MS) * MINUTE_MS;
    return this.#offMs;
  }
}
