import type { Tree } from './path.ts';

/**
 * Year, month, day, hours, minutes, seconds and offset, in the notations of various devices. An example:
 * `2026-11-29T11:50:47-5:00`.
 */
const WRITTEN =
  /^(\d{4})[-/]?(\d\d)[-/]?(\d\d)[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)? ?(Z|[+-]\d{1,2}:?\d\d)?$/;
/**
 * A number from here on is a time in milliseconds (from 1973 on). A smaller number is in seconds (up to the year 5138).
 */
const LEAST_MS = 1e11;
const LATEST_MS = 4e12;

/** Returns milliseconds since 1970. `timeZone` applies when the value has no offset. */
export function readTime(value: Tree, timeZone: string): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{9,13}(\.\d+)?$/.test(value)) return fromNumber(Number(value));
  const match = WRITTEN.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = match[7];
  if (!Number.isFinite(localMs) || month > 12 || day > 31 || hour > 24) return undefined;
  return offset === undefined ? fromLocal(localMs, timeZone) : localMs - offsetMs(offset);
}

function fromNumber(value: number): number | undefined {
  const ms = Math.round(value >= LEAST_MS ? value : value * 1_000);
  return ms > 0 && ms < LATEST_MS ? ms : undefined;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{1,2}):?(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Takes the first of the two times when a local time occurs twice because the clocks change. */
function fromLocal(localMs: number, timeZone: string): number {
  const guess = localMs - zoneOffsetMs(localMs, timeZone);
  return localMs - zoneOffsetMs(guess, timeZone);
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function zoneOffsetMs(ms: number, timeZone: string): number {
  const clock = CLOCKS.get(timeZone) ?? createClock(timeZone);
  CLOCKS.set(timeZone, clock);
  const parts = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const read = (part: Intl.DateTimeFormatPartTypes) => parts.get(part) ?? 0;
  const local = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return local - Math.floor(ms / 1_000) * 1_000;
}

function createClock(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric';
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric },
    ...{ hour: numeric, minute: numeric, second: numeric },
  });
}
