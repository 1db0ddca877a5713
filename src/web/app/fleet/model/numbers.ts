import { currentLocale, translate } from '../../kit/language.ts';
import FLEET_WORDS from '../../locales/fleet-words.json' with { type: 'json' };

export type FleetWord = keyof typeof FLEET_WORDS;

/** Returns a text of the fleet's pages in the reader's language. */
export function w(word: FleetWord, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(FLEET_WORDS[word], values);
}

/** Shown instead of an unknown value, which is never shown as 0. */
const NONE = '–';

export function whole(value: number | null | undefined): string {
  return value == null
    ? NONE
    : new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 0 }).format(value);
}

export function decimal(value: number | null | undefined): string {
  if (value == null) return NONE;
  const digits = Math.abs(value) < 10 ? 1 : 0;
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: digits }).format(value);
}

export function percent(share: number | null | undefined, digits = 1): string {
  if (share == null) return NONE;
  const number = new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: digits }).format(
    share * 100,
  );
  return `${number}\u00a0%`;
}

/** Formats a relative change: +5 %, −7 %. */
export function signedPercent(change: number): string {
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  return `${sign}${percent(Math.abs(change), 0)}`;
}

/** Formats seconds as minutes and seconds: 65 becomes 1:05. */
export function span(seconds: number | null | undefined): string {
  if (seconds == null) return NONE;
  const all = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (all < 3600) return `${Math.floor(all / 60)}:${two(all % 60)}`;
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}

type DayParts = Intl.DateTimeFormatOptions;

/** Formats a local day. A day has no time zone, so it is formatted in UTC. */
export function dayText(
  day: string,
  parts: DayParts = { weekday: 'short', day: 'numeric', month: 'short' },
): string {
  return new Intl.DateTimeFormat(currentLocale(), { ...parts, timeZone: 'UTC' }).format(Date.parse(day));
}

export function weekdayText(weekday: number): string {
  // Weekday 1 is Monday, and 1 January 2024 was a Monday.
  return dayText(`2024-01-0${weekday}`, { weekday: 'short' });
}

export function agoText(at: string | null): string {
  if (at === null) return NONE;
  const minutes = (Date.now() - Date.parse(at)) / 60_000;
  if (minutes < 5) return w('now');
  if (minutes < 60) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

export function timeText(atMs: number): string {
  return new Intl.DateTimeFormat(currentLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(atMs);
}
