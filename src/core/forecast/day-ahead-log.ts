import type { HourlySeries } from './hour-grid.ts';
import type { LocalDay } from './store-calendar.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** Number of past days with which a day is compared. An alarm then marks the rarest of 85 days. */
export const LOG_DAYS = 84;

/** The forecast of one day, made at the midnight before it, by hour. Null when closed or unknown. */
export interface DayAhead {
  readonly day: LocalDay;
  readonly expected: readonly (number | null)[];
}

/** A past day's forecast and its counts. */
export interface ComparedDay extends DayAhead {
  readonly actual: readonly (number | null)[];
}

/** The forecasts of the last 84 days. Storing them saves making 84 forecasts again. */
export class DayAheadLog {
  #days: readonly DayAhead[];

  constructor(days: readonly DayAhead[] = []) {
    this.#days = days;
  }

  /** The logged days, oldest first. */
  get days(): readonly DayAhead[] {
    return this.#days;
  }

  /** Adds a forecast. Replaces an earlier one of the same day. */
  add(ahead: DayAhead): void {
    const others = this.#days.filter(({ day }) => day !== ahead.day);
    this.#days = [...others, ahead].sort((a, b) => a.day - b.day).slice(-LOG_DAYS);
  }

  find(day: LocalDay): DayAhead | undefined {
    return this.#days.find((entry) => entry.day === day);
  }

  /** Pairs the logged days before `before` with their counts, oldest first. Skips days of another definition. */
  compare(series: HourlySeries, before: LocalDay): ComparedDay[] {
    const from = Math.max(series.firstDay, series.definitions.at(-1)?.fromDay ?? series.firstDay);
    return this.#days
      .filter(({ day }) => day >= from && day < before)
      .map((entry) => {
        const start = (entry.day - series.firstDay) * HOURS_PER_DAY;
        return { ...entry, actual: series.hours.slice(start, start + HOURS_PER_DAY) };
      });
  }
}
