import { median } from '../statistics/weighted-sample.ts';
import { isoTime } from '../time/iso-time.ts';
import type { HourGrid } from './hour-grid.ts';
import { valueAt } from './hour-grid.ts';
import type { LocalDay, StoreCalendar } from './store-calendar.ts';
import { DAYS_PER_WEEK, findHoliday, HOURS_PER_DAY } from './store-calendar.ts';

const DAY_MS = 86_400_000;
/** Number of weeks before and after a day. In these weeks, the same weekday gives the day's ordinary count. */
const NEIGHBOUR_WEEKS = 3;
/** When last year's same date had a ratio to ordinary days outside these bounds, this year's date counts as special. */
const ORDINARY_RATIO = [0.6, 1.6] as const;
const RATIO_BOUNDS = [0, 5] as const;

/** A coming day that differs from other days of its weekday. */
export interface SpecialDay {
  readonly name: string;
  /** Expected people ÷ people of an ordinary day. */
  readonly ratio: number;
  /** Number of past days behind the ratio. With 0 the ratio is 1 and the day gets no band. */
  readonly experience: number;
  /** True when the settings do not name the day but the same date of last year was special. */
  readonly learned: boolean;
}

/**
 * Returns the special day on `day`, if it is one. `all` is the whole history; `ordinary` leaves out special days and
 * closed hours.
 */
export function findSpecialDay(
  day: LocalDay,
  calendar: StoreCalendar,
  history: { readonly all: HourGrid; readonly ordinary: HourGrid },
): SpecialDay | undefined {
  const holiday = findHoliday(calendar, day);
  if (holiday === undefined) return findLearnedDay(day, calendar, history);
  const ratioOn = (past: LocalDay) => compareDay(past, history.all, history.ordinary);
  const past = calendar.holidays.filter((other) => other.day < day && ratioOn(other.day) !== undefined);
  const sameName = past.filter(({ name }) => name === holiday.name);
  const used = (sameName.length > 0 ? sameName : past).map((other) => ratioOn(other.day) ?? 1);
  const ratio = used.length === 0 ? 1 : clampRatio(median(used));
  return { name: holiday.name, ratio, experience: used.length, learned: false };
}

function findLearnedDay(
  day: LocalDay,
  calendar: StoreCalendar,
  history: { readonly all: HourGrid; readonly ordinary: HourGrid },
): SpecialDay | undefined {
  const date = isoTime(day * DAY_MS).slice(5, 10);
  const last = [365, 366]
    .map((ago) => day - ago)
    .find((past) => isoTime(past * DAY_MS).slice(5, 10) === date);
  if (last === undefined || findHoliday(calendar, last) !== undefined) return undefined;
  const ratio = compareDay(last, history.all, history.ordinary);
  if (ratio === undefined || (ratio > ORDINARY_RATIO[0] && ratio < ORDINARY_RATIO[1])) return undefined;
  return { name: date, ratio: clampRatio(ratio), experience: 1, learned: true };
}

function clampRatio(ratio: number): number {
  return Math.min(RATIO_BOUNDS[1], Math.max(RATIO_BOUNDS[0], ratio));
}

/** People of a past day ÷ median of the same hours in the weeks around it. Undefined when either is unknown. */
function compareDay(day: LocalDay, all: HourGrid, ordinary: HourGrid): number | undefined {
  let [actual, usual] = [0, 0];
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const value = valueAt(all.values, (day - all.firstDay) * HOURS_PER_DAY + hour);
    const around = aroundHour(ordinary, day, hour);
    if (Number.isNaN(value) || Number.isNaN(around)) continue;
    actual += value;
    usual += around;
  }
  return usual > 0 ? actual / usual : undefined;
}

function aroundHour(ordinary: HourGrid, day: LocalDay, hour: number): number {
  const values: number[] = [];
  for (let week = -NEIGHBOUR_WEEKS; week <= NEIGHBOUR_WEEKS; week++) {
    if (week === 0) continue;
    values.push(
      valueAt(ordinary.values, (day - ordinary.firstDay + week * DAYS_PER_WEEK) * HOURS_PER_DAY + hour),
    );
  }
  return median(values);
}
