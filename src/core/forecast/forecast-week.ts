import type { Band } from './conformal-band.ts';
import { createBand } from './conformal-band.ts';
import { fromRoot, replayForecasts, toRoot } from './forecast-errors.ts';
import { forecastHours, MIN_MODEL_DAYS } from './forecast-hours.ts';
import type { HourGrid, HourlySeries } from './hour-grid.ts';
import { createGrid, keepOrdinaryHours, valueAt } from './hour-grid.ts';
import type { SpecialDay } from './special-days.ts';
import { findSpecialDay } from './special-days.ts';
import type { LocalDay, StoreCalendar } from './store-calendar.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY, isOpen } from './store-calendar.ts';

/**
 * Factor by which a special day's band is wider than an ordinary day's, in square roots. Only one or two past days show
 * its level.
 */
const SPECIAL_WIDENING = 2;

/** Closed interval of counts. */
export type Interval = readonly [low: number, high: number];

/** One open hour of the coming week. */
export interface ForecastHour {
  readonly day: LocalDay;
  readonly hour: number;
  readonly expected: number;
  /** Intervals that hold 80 % and 95 % of such hours. Null while too few past forecasts exist. */
  readonly band80: Interval | null;
  readonly band95: Interval | null;
}

export interface WeekForecast {
  readonly firstDay: LocalDay;
  /** `none` with less than 7 days of history, `last-week` with less than 10. */
  readonly basis: 'none' | 'last-week' | 'model';
  /** Whole days of history under the newest definition. The forecast uses no others. */
  readonly historyDays: number;
  /** Id of the newest definition of the count (thresholds and shapes). Null without history. */
  readonly definition: string | null;
  /** Open hours that can be forecast, in order. */
  readonly hours: readonly ForecastHour[];
  readonly specialDays: readonly (SpecialDay & { readonly day: LocalDay })[];
}

/** Forecasts the 168 local hours after the series' last whole day. */
export function forecastWeek(series: HourlySeries, calendar: StoreCalendar): WeekForecast {
  const slices = forecastWeekInSlices(series, calendar);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/** Like `forecastWeek`, in slices of a few milliseconds. The caller can run other work between them. */
export function* forecastWeekInSlices(
  series: HourlySeries,
  calendar: StoreCalendar,
): Generator<void, WeekForecast> {
  const all = createGrid(series);
  const ordinary = keepOrdinaryHours(all, calendar);
  const expected = forecastHours(ordinary);
  yield;
  const band = createBand(yield* replayForecasts(ordinary));
  const firstDay = all.firstDay + all.days;
  const specials = listDays(firstDay).map((day) => findSpecialDay(day, calendar, { all, ordinary }));
  return {
    firstDay,
    basis: findBasis(all),
    historyDays: all.days,
    definition: series.definitions.at(-1)?.id ?? null,
    hours: createHours({ firstDay, expected, band, specials, calendar }),
    specialDays: specials.flatMap((special, i) =>
      special === undefined ? [] : [{ ...special, day: firstDay + i }],
    ),
  };
}

function listDays(firstDay: LocalDay): LocalDay[] {
  return Array.from({ length: DAYS_PER_WEEK }, (_day, i) => firstDay + i);
}

function findBasis({ days }: HourGrid): WeekForecast['basis'] {
  if (days < DAYS_PER_WEEK) return 'none';
  return days < MIN_MODEL_DAYS ? 'last-week' : 'model';
}

function createHours(week: {
  readonly firstDay: LocalDay;
  readonly expected: Float64Array;
  readonly band: Band | undefined;
  readonly specials: readonly (SpecialDay | undefined)[];
  readonly calendar: StoreCalendar;
}): ForecastHour[] {
  return [...week.expected.entries()].flatMap(([slot, usual]) => {
    const [dayIndex, hour] = [Math.floor(slot / HOURS_PER_DAY), slot % HOURS_PER_DAY];
    const day = week.firstDay + dayIndex;
    if (Number.isNaN(usual) || !isOpen(week.calendar, day, hour)) return [];
    const special = week.specials[dayIndex];
    const expected = usual * (special?.ratio ?? 1);
    const widening = special === undefined ? 1 : SPECIAL_WIDENING;
    const interval = (halves: Float64Array | undefined): Interval | null =>
      halves === undefined || special?.experience === 0
        ? null
        : intervalAround(expected, widening * valueAt(halves, slot));
    return [
      { day, hour, expected, band80: interval(week.band?.half80), band95: interval(week.band?.half95) },
    ];
  });
}

/** Makes an interval in square roots: its width grows with the count, and it never falls below 0. */
export function intervalAround(expected: number, half: number): Interval {
  const root = toRoot(expected);
  return [fromRoot(root - half), fromRoot(root + half)];
}
