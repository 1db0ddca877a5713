import type { Settings } from '../../config/schema.ts';
import type { Holiday, OpenSpan, StoreCalendar } from '../../core/forecast/store-calendar.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY } from '../../core/forecast/store-calendar.ts';

const DAY_MS = 86_400_000;

/** Returns which local hours the store is open, by the opening hours and special days in the settings. */
export function createStoreCalendar({ hours, specialDays }: Settings['store']): StoreCalendar {
  const spans = hours === undefined ? undefined : openSpans(hours);
  return {
    holidays: specialDays.map(createHoliday),
    ...(spans === undefined ? {} : { opening: Array.from({ length: DAYS_PER_WEEK }, () => spans) }),
  };
}

type SpecialDay = Settings['store']['specialDays'][number];

function createHoliday({ date, name, closed, hours }: SpecialDay): Holiday {
  const open = closed ? [] : hours && openSpans(hours);
  return { day: toLocalDay(date), name, ...(open === undefined ? {} : { open }) };
}

/**
 * Returns the open hours of each day; a partly open hour counts as open. If the store closes after midnight, the first
 * hours of the day are also open.
 */
function openSpans({ opens, closes }: NonNullable<Settings['store']['hours']>): OpenSpan[] {
  const from = Math.floor(toHours(opens));
  const to = Math.ceil(toHours(closes));
  if (to > from) return [{ from, to }];
  return [...(to === 0 ? [] : [{ from: 0, to }]), { from, to: HOURS_PER_DAY }];
}

function toHours(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour + minute / 60;
}

/** Converts a date to days since 1970-01-01. */
function toLocalDay(date: string): number {
  return Date.parse(`${date}T00:00Z`) / DAY_MS;
}

export function toDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
