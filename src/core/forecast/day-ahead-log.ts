import { list, nullable, number, row } from '../model/codec.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';
import type { HourlySeries } from './hour-grid.ts';
import type { LocalDay } from './store-calendar.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** Days that are compared: 1 in 85 is then the rarest day that stands out from the others. */
export const LOG_DAYS = 84;

const ENTRY = row({ day: number, expected: list(nullable(number)) });

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
export class DayAheadLog implements Checkpointed {
  readonly #log: { days: { day: number; expected: (number | null)[] }[] } = { days: [] };
  readonly state: StatePart = heldObject(row({ days: list(ENTRY) }), this.#log);

  /** Replaces an earlier forecast of the same day. */
  add({ day, expected }: DayAhead): void {
    const others = this.#log.days.filter((entry) => entry.day !== day);
    const sorted = [...others, { day, expected: [...expected] }].sort((a, b) => a.day - b.day);
    this.#log.days = sorted.slice(-LOG_DAYS);
  }

  find(day: LocalDay): DayAhead | undefined {
    return this.#log.days.find((entry) => entry.day === day);
  }

  /** Days before `before` of the present definition, oldest first. */
  compare(series: HourlySeries, before: LocalDay): ComparedDay[] {
    const from = Math.max(series.firstDay, series.definitions.at(-1)?.fromDay ?? series.firstDay);
    return this.#log.days
      .filter(({ day }) => day >= from && day < before)
      .map((entry) => {
        const start = (entry.day - series.firstDay) * HOURS_PER_DAY;
        return { ...entry, actual: series.hours.slice(start, start + HOURS_PER_DAY) };
      });
  }
}
