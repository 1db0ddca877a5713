/** How often the gate releases the rows of a stream. */
export type Every = 'window' | 'quarter' | 'hour' | 'day';

/** Milliseconds that local time is ahead of UTC at this moment. */
export type OffsetAt = (ms: number) => number;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTH_MS = { quarter: HOUR_MS / 4, hour: HOUR_MS } as const;

/**
 * Returns the end of the period around a moment. Periods end on the store's clock (R6 of `cloud.md`), which may be 30
 * or 45 minutes off UTC's hours. A day has 23 or 25 hours when the clocks change. For `window` the moment itself is the
 * end.
 */
export function endOfPeriod(every: Every, ms: number, offsetAt: OffsetAt): number {
  if (every === 'window') return ms;
  if (every === 'day') return endOfDay(ms, offsetAt);
  const length = LENGTH_MS[every];
  const offset = offsetAt(ms);
  return (Math.floor((ms + offset) / length) + 1) * length - offset;
}

/** Start of the next local day. When the clocks skip midnight, the day starts at that moment. */
function endOfDay(ms: number, offsetAt: OffsetAt): number {
  const offset = offsetAt(ms);
  const midnight = (Math.floor((ms + offset) / DAY_MS) + 1) * DAY_MS;
  const later = offsetAt(midnight - offset);
  const end = midnight - later;
  return offsetAt(end) === later ? end : midnight - offset;
}
