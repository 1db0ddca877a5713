import { findOpening, localTime } from '../../sim/people/arrivals.ts';
import type { SimStore } from '../../sim/scenario/build-store.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * The simulation starts this long before opening, when staff arrive. It ends AFTER_MS after closing, when the last
 * customers leave.
 */
const BEFORE_MS = 15 * MINUTE_MS;
const AFTER_MS = 30 * MINUTE_MS;

interface SpanOptions {
  readonly days: number;
  readonly from?: string;
  readonly to?: string;
}

/**
 * Returns the simulated time, from the start of the first day to the end of the last. Without given hours, each day
 * covers the opening hours.
 */
export function resolveSimPeriod({ scenario, midnightMs }: SimStore, { days, from, to }: SpanOptions) {
  const lastMs = midnightMs + (days - 1) * DAY_MS;
  const first = findOpening(scenario, localTime(scenario, midnightMs));
  const last = findOpening(scenario, localTime(scenario, lastMs));
  const fromMs =
    from !== undefined
      ? midnightMs + hourMs(from)
      : first === undefined
        ? midnightMs
        : first.fromMs - BEFORE_MS;
  const toMs =
    to !== undefined ? lastMs + hourMs(to) : last === undefined ? lastMs + DAY_MS : last.toMs + AFTER_MS;
  if (toMs <= fromMs) throw new RangeError('the run must end after it begins');
  return { fromMs: wholeMinute(fromMs), toMs: wholeMinute(toMs) };
}

/** Parses an hour such as `9`, `9.5` or `09:30` to milliseconds. */
function hourMs(text: string): number {
  const [hours = '', minutes = '0'] = text.split(':');
  return (60 * Number(hours) + Number(minutes)) * MINUTE_MS;
}

function wholeMinute(ms: number): number {
  return Math.round(ms / MINUTE_MS) * MINUTE_MS;
}
