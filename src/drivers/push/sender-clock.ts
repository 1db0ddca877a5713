/** Smallest error for which a clock is corrected. A smaller difference may also be the delay of the reports. */
const WRONG_MS = 90_000;
/** Number of consecutive reports from which the clock's error is estimated. */
const REPORTS = 4;
/** Shortest time between the first and the last of these reports. */
const APART_MS = 120_000;
/** Largest difference between the delays of these reports. */
const ALIKE_MS = 30_000;
const MINUTE_MS = 60_000;

interface Report {
  readonly at: number;
  readonly behindMs: number;
}

/**
 * Estimates the error of a sender's clock from a delay that stays the same over several reports. Reports that were held
 * back do not count as such an error: they arrive together or with shrinking delays.
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
