import type { StoreView } from '../../../ports/console/console.ts';
import { currentLocale } from './i18n.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats a time of day in store time: 14:07:21, or 14:07 without seconds. */
export function clockText(at: number, { store }: Pick<StoreView, 'store'>, hasSeconds = true): string {
  const key = `${store.timezone} ${hasSeconds}`;
  let format = formats.get(key);
  if (format === undefined) {
    const second = hasSeconds ? ({ second: '2-digit' } as const) : {};
    format = new Intl.DateTimeFormat(currentLocale(), {
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: store.timezone },
      ...second,
    });
    formats.set(key, format);
  }
  return format.format(at);
}

/** Formats day and time in store time. */
export function dayText(at: number, { store }: Pick<StoreView, 'store'>): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(currentLocale(), { ...day, ...time, timeZone: store.timezone }).format(at);
}

/** Formats a day in store time: Thu 5 Mar. */
export function dateText(at: number, { store }: Pick<StoreView, 'store'>): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return new Intl.DateTimeFormat(currentLocale(), { ...day, timeZone: store.timezone }).format(at);
}

/** Formats a duration: 7 s, 3:07, 1:02:30. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
