import { utcOffset } from './utc-offset.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const HOURS_PER_DAY = 24;

/** Local days and hours of a store, including changes of the clocks and half-hour time zones. */
export class LocalClock {
  readonly #timezone: string;

  constructor(timezone: string) {
    this.#timezone = timezone;
  }

  /** Whole days since 1970-01-01 in the local calendar. */
  dayAt(ms: number): number {
    return Math.floor((ms + this.#offset(ms)) / DAY_MS);
  }

  /** Local hour, 0 to 23. */
  hourAt(ms: number): number {
    return Math.floor((ms + this.#offset(ms)) / HOUR_MS) % HOURS_PER_DAY;
  }

  getDayStart(day: number): number {
    const near = day * DAY_MS;
    const start = near - this.#offset(near - this.#offset(near));
    return this.dayAt(start) === day ? start : start + HOUR_MS;
  }

  /** The start of the local hour after the one that starts at `ms`. */
  nextHour(ms: number): number {
    const next = ms + HOUR_MS;
    const over = (((next + this.#offset(next)) % HOUR_MS) + HOUR_MS) % HOUR_MS;
    return over === 0 ? next : next + HOUR_MS - over;
  }

  #offset(ms: number): number {
    return utcOffset(this.#timezone, ms);
  }
}
