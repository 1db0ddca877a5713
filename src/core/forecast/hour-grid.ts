import { median } from '../statistics/weighted-sample.ts';
import { utcOffset } from '../time/utc-offset.ts';
import type { LocalDay, StoreCalendar } from './store-calendar.ts';
import { DAYS_PER_WEEK, findHoliday, HOURS_PER_DAY, isOpen } from './store-calendar.ts';

const HOUR_MS = 3_600_000;
/** Longest history used, in days. */
const MAX_DAYS = 400;

/** One metric of one store by local hour, oldest first. */
export interface HourlySeries {
  readonly firstDay: LocalDay;
  /** 24 numbers a day. An hour without good coverage is null, never 0. */
  readonly hours: readonly (number | null)[];
  /** Definitions of the count, each with its first day. Forecasts use only the days of the last one. */
  readonly definitions: readonly { readonly fromDay: LocalDay; readonly id: string }[];
}

/** The usable history. NaN when the hour is missing, closed or on a special day. */
export interface HourGrid {
  readonly firstDay: LocalDay;
  readonly days: number;
  readonly values: Float64Array;
}

export function valueAt(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

/** The metric in one clock hour: a sum, or for occupancy the mean. */
export interface HourSample {
  readonly startMs: number;
  readonly value: number | null;
}

/**
 * Puts hours on the local clock. When the clocks change, the skipped hour stays null. The repeated hour gets the mean
 * of both, so that it compares with other days.
 */
export function toLocalHours(
  samples: readonly HourSample[],
  timeZone: string,
): { readonly firstDay: LocalDay; readonly hours: (number | null)[] } {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { startMs, value } of samples) {
    if (value === null) continue;
    const hour = Math.floor((startMs + utcOffset(timeZone, startMs)) / HOUR_MS);
    const cell = sums.get(hour) ?? { sum: 0, count: 0 };
    sums.set(hour, { sum: cell.sum + value, count: cell.count + 1 });
  }
  return fillDays(sums);
}

function fillDays(sums: ReadonlyMap<number, { readonly sum: number; readonly count: number }>) {
  const numbers = [...sums.keys()].sort((a, b) => a - b);
  const firstDay = Math.floor((numbers[0] ?? 0) / HOURS_PER_DAY);
  const days = numbers.length === 0 ? 0 : Math.floor((numbers.at(-1) ?? 0) / HOURS_PER_DAY) - firstDay + 1;
  const hours = Array.from({ length: Math.min(days, MAX_DAYS) * HOURS_PER_DAY }, (_hour, i) => {
    const cell = sums.get((firstDay + Math.max(0, days - MAX_DAYS)) * HOURS_PER_DAY + i);
    return cell === undefined ? null : cell.sum / cell.count;
  });
  return { firstDay: firstDay + Math.max(0, days - MAX_DAYS), hours };
}

/** Keeps the days of the last definition, up to the last whole day. Negative or other invalid values become NaN. */
export function createGrid(series: HourlySeries): HourGrid {
  const wholeDays = Math.floor(series.hours.length / HOURS_PER_DAY);
  const definedFrom = series.definitions.at(-1)?.fromDay ?? series.firstDay;
  const skipped = Math.min(wholeDays, Math.max(0, definedFrom - series.firstDay, wholeDays - MAX_DAYS));
  const kept = series.hours.slice(skipped * HOURS_PER_DAY, wholeDays * HOURS_PER_DAY);
  const values = Float64Array.from(kept, (value) => (isCount(value) ? value : Number.NaN));
  return { firstDay: series.firstDay + skipped, days: wholeDays - skipped, values };
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}

/** Sets closed hours, special days and unannounced closures to NaN, so that only ordinary days remain. */
export function keepOrdinaryHours(grid: HourGrid, calendar: StoreCalendar): HourGrid {
  const values = grid.values.slice();
  for (let d = 0; d < grid.days; d++) {
    const day = grid.firstDay + d;
    const isSpecial = findHoliday(calendar, day) !== undefined;
    for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
      if (isSpecial || !isOpen(calendar, day, hour)) values[d * HOURS_PER_DAY + hour] = Number.NaN;
    }
  }
  dropUnusualZeroDays(values, grid.days);
  return { ...grid, values };
}

/** Removes days without any person on weekdays that usually have some: the store was closed. */
function dropUnusualZeroDays(values: Float64Array, days: number): void {
  const totals = Array.from({ length: days }, (_day, d) => sumDay(values, d));
  for (let weekday = 0; weekday < DAYS_PER_WEEK; weekday++) {
    const usual = median(totals.filter((_total, d) => d % DAYS_PER_WEEK === weekday));
    for (let d = weekday; d < days; d += DAYS_PER_WEEK) {
      if (totals[d] === 0 && usual > 0) values.fill(Number.NaN, d * HOURS_PER_DAY, (d + 1) * HOURS_PER_DAY);
    }
  }
}

/** Sum of a day's known hours; NaN when none is known. */
function sumDay(values: Float64Array, d: number): number {
  const hours = values.subarray(d * HOURS_PER_DAY, (d + 1) * HOURS_PER_DAY).filter((x) => !Number.isNaN(x));
  return hours.length === 0 ? Number.NaN : hours.reduce((sum, value) => sum + value, 0);
}

/** Returns the last `days` days before day number `end`, without copying. */
export function cutGrid(grid: HourGrid, end: number, days: number): HourGrid {
  const start = Math.max(0, end - days);
  return {
    firstDay: grid.firstDay + start,
    days: end - start,
    values: grid.values.subarray(start * HOURS_PER_DAY, end * HOURS_PER_DAY),
  };
}
