import type { LocalDate } from '../../../core/time/local-date.ts';
import { addDays, dateStart, localDate } from '../../../core/time/local-date.ts';

const HOUR_MS = 3_600_000;

/** A local day of the store: 23, 24 or 25 hours. */
export interface LocalDay {
  readonly date: LocalDate;
  readonly startMs: number;
  readonly endMs: number;
}

export function findDay(ms: number, timeZone: string): LocalDay {
  return getDay(localDate(ms, timeZone), timeZone);
}

export function getDay(date: LocalDate, timeZone: string): LocalDay {
  return { date, startMs: dateStart(date, timeZone), endMs: dateStart(addDays(date, 1), timeZone) };
}

/** Returns the start of each hour of a day, from midnight on. */
export function listHours({ startMs, endMs }: LocalDay): number[] {
  return Array.from({ length: Math.ceil((endMs - startMs) / HOUR_MS) }, (_hour, i) => startMs + i * HOUR_MS);
}
