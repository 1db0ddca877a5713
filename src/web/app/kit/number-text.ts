import { currentLocale } from './i18n.ts';

/** Formats whole people: 1,126. */
export function countText(value: number): string {
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 0 }).format(value);
}

/** Formats a share: 17.4 %. */
export function percentText(share: number, digits = 1): string {
  return new Intl.NumberFormat(currentLocale(), { style: 'percent', maximumFractionDigits: digits }).format(
    share,
  );
}

/** Formats the share of the time with a sensor online, in per cent: 45, or < 1, because 0 stands for an outage. */
export function seenText(share: number): string {
  return share > 0 && share < 0.005 ? '< 1' : String(Math.round(100 * share));
}

/** Formats a mean of people: 0.5. */
export function meanText(value: number): string {
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 1 }).format(value);
}

/** Formats a duration: 0:12, 8:40, 1:02:30. */
export function minutesText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}

/** Joins texts in the reader's language: 10:00 and 12:00. */
export function listText(texts: readonly string[]): string {
  return new Intl.ListFormat(currentLocale(), { type: 'conjunction' }).format(texts);
}
