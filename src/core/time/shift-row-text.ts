import { parseRowTime, rowTime } from './row-time.ts';

const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z"/g;
const DAY = /"day":"(\d{4}-\d\d-\d\d)"/;

/**
 * Moves every time in a row's text by `deltaMs`. Needed for rows written before the clock was set to the right time.
 */
export function shiftRowText(text: string, deltaMs: number): string {
  const moved = (ms: number) => rowTime(ms + deltaMs);
  return text
    .replace(TIME, (_match, time: string) => `"${moved(parseRowTime(`${time}Z`))}"`)
    .replace(DAY, (_match, day: string) => `"day":"${moved(parseRowTime(`${day}T12:00:00Z`)).slice(0, 10)}"`);
}
