import type { Settings } from '../../config/schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Reports once a day that the occupancy reset is due. */
export class OccupancyResetSchedule {
  readonly #emptyByMinute: number | undefined;
  readonly #local: Intl.DateTimeFormat;
  #minute = 0;
  /** Number of reset times that have passed since 1970. Undefined before the first check. */
  #closings: number | undefined;

  constructor({ timezone, occupancyResetAt }: Omit<Settings['store'], 'specialDays'>) {
    const [hour = 0, minute = 0] = (occupancyResetAt ?? '').split(':').map(Number);
    this.#emptyByMinute = occupancyResetAt === undefined ? undefined : hour * 60 + minute;
    this.#local = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
  }

  /** Returns true when a reset time has passed since the last call. Looks at the clock at most once a minute. */
  hasCome(atMs: number): boolean {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (this.#emptyByMinute === undefined || minute === this.#minute) return false;
    this.#minute = minute;
    const before = this.#closings;
    this.#closings = this.#closingsBy(atMs, this.#emptyByMinute);
    return before !== undefined && this.#closings > before;
  }

  #closingsBy(atMs: number, emptyByMinute: number): number {
    const parts = Object.fromEntries(
      this.#local.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
    );
    const { day = 1, month = 1, year = 1970, hour = 0, minute = 0 } = parts;
    const isOver = hour * 60 + minute >= emptyByMinute;
    return Date.UTC(year, month - 1, day) / DAY_MS + (isOver ? 1 : 0);
  }
}
