import { isoTime, parseIsoTime } from './iso-time.ts';

/** Formats the time of a row: ISO 8601 in UTC, whole seconds. */
export function rowTime(ms: number): string {
  return `${isoTime(ms).slice(0, 19)}Z`;
}

/** Parses a time that `rowTime` wrote, to milliseconds. */
export function parseRowTime(text: string): number {
  return parseIsoTime(`${text.slice(0, 19)}.000Z`);
}
