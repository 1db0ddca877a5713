import type { HourlySeries } from './hour-grid.ts';
import type { LocalDay } from './store-calendar.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** Days that are compared: 1 in 85 is then the rarest day that stands out from the others. */
export const LOG_DAYS = 84;

/** What midnight's forecast expected of one day, by hour. Null is closed or unknown. */
export interface DayAhead {
  readonly day: LocalDay;
  readonly expected: readonly (number | null)[];
}

/** A past day's expectation beside its counts. */
export interface ComparedDay extends DayAhead {
  readonly actual: readonly (number | null)[];
}

/** The forecasts of the last 84 days. They are kept because making them again would cost 84 forecasts. */
export class DayAheadLog {
  #days: readonly DayAhead[];

  constructor(days: readonly DayAhead[] = []) {
    this.#days = days;
  }

  /** Oldest first. */
  get days(): readonly DayAhead[] {
    return this.#days;
  }

  /** Replaces an earlier forecast of the same day. */
  add(ahead: DayAhead): void {
    const others = this.#days.filter(({ day }) => day !== ahead.day);
    this.#days = [...others, ahead].sort((a, b) => a.day - b.day).slice(-LOG_DAYS);
  }

  find(day: LocalDay): DayAhead | undefined {
    return this.#days.find((entry) => entry.day === day);
  }

  /** Days before `before` of the present definition, oldest first. */
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
