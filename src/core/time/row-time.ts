import { isoTime, parseIsoTime } from './iso-time.ts';

/** Times in rows: ISO 8601 in UTC, whole seconds. */
export function rowTime(ms: number): string {
  return `${isoTime(ms).slice(0, 19)}Z`;
}

/** Back to milliseconds; only for what `rowTime` wrote. */
export function parseRowTime(text: string): number {
  return parseIsoTime(`${text.slice(0, 19)}.000Z`);
}
