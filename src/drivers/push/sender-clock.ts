/** A clock this far off is wrong; a report takes less to come. */
const WRONG_MS = 90_000;
/** Reports of which the clock is judged: of some minutes, and alike. */
const REPORTS = 4;
const APART_MS = 120_000;
const ALIKE_MS = 30_000;
const MINUTE_MS = 60_000;

interface Report {
  readonly at: number;
  readonly behindMs: number;
}

/**
 * By how much a sender's clock is off: the same for several reports that came one after another. Reports that were held
 * back come all at once, or ever closer to the present. They say nothing of the clock.
 */
export class SenderClock {
  #reports: Report[] = [];
  #offMs = 0;

  /** To add to the sender's times, after a report with this newest time in it came at `at`. */
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
