/** Whole days since 1970-01-01 in the store's local calendar. */
export type LocalDay = number;

export const HOURS_PER_DAY = 24;
export const DAYS_PER_WEEK = 7;
export const HOURS_PER_WEEK = HOURS_PER_DAY * DAYS_PER_WEEK;

/** Open local hours: `from` (0 to 23) inclusive to `to` (1 to 24) exclusive. */
export interface OpenSpan {
  readonly from: number;
  readonly to: number;
}

/** A day on which opening hours or sales differ from those of other days of its weekday. */
export interface Holiday {
  readonly day: LocalDay;
  readonly name: string;
  /** Opening hours. Empty when the store stays closed, absent for the weekday's hours. */
  readonly open?: readonly OpenSpan[];
}

export interface StoreCalendar {
  /** Seven lists of open spans, Sunday first. Absent: always open. */
  readonly opening?: readonly (readonly OpenSpan[])[];
  readonly holidays: readonly Holiday[];
}

/** Weekday of a local day; 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayAt(day: LocalDay): number {
  return (((day + 4) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}

export function findHoliday({ holidays }: StoreCalendar, day: LocalDay): Holiday | undefined {
  return holidays.find((holiday) => holiday.day === day);
}

export function isOpen(calendar: StoreCalendar, day: LocalDay, hour: number): boolean {
  const spans = findHoliday(calendar, day)?.open ?? calendar.opening?.[weekdayAt(day)];
  return spans === undefined || spans.some(({ from, to }) => hour >= from && hour < to);
}
