import { isoTime, parseIsoTime } from './iso-time.ts';
import { utcOffset } from './utc-offset.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A day in a time zone's calendar, `YYYY-MM-DD`. */
export type LocalDate = string;

export function localDate(ms: number, timeZone: string): LocalDate {
  return isoTime(Math.floor(ms) + utcOffset(timeZone, ms)).slice(0, 10);
}

/** Start of a local day, in epoch ms, even when the clocks change at midnight. */
export function dateStart(date: LocalDate, timeZone: string): number {
  const midnight = parseIsoTime(`${date}T00:00:00.000Z`);
  const near = midnight - utcOffset(timeZone, midnight);
  const better = midnight - utcOffset(timeZone, near);
  const tries = [better - HOUR_MS, better, near, better + HOUR_MS].sort((a, b) => a - b);
  const isFirst = (ms: number) => localDate(ms, timeZone) === date && localDate(ms - 1, timeZone) !== date;
  return tries.find(isFirst) ?? better;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return isoTime(parseIsoTime(`${date}T00:00:00.000Z`) + days * DAY_MS).slice(0, 10);
}

/** Weekday; 0 is Monday, as in ISO 8601. */
export function weekday(date: LocalDate): number {
  // 1970-01-01 was a Thursday.
  return (((parseIsoTime(`${date}T00:00:00.000Z`) / DAY_MS + 3) % 7) + 7) % 7;
}
