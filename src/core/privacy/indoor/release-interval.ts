/**
 * How often what people do inside leaves: which zones they go to, how long they stay, which way they take. A day hides
 * who came when: everybody of a day is in the same numbers. Shorter, and somebody's habits point to his visit.
 */
export type ReleaseInterval = 'quarter' | 'hour' | 'day';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A day in which clocks change is an hour longer or shorter. */
export const INTERVAL_MS: Readonly<Record<ReleaseInterval, number>> = {
  quarter: 900_000,
  hour: HOUR_MS,
  day: DAY_MS - HOUR_MS,
};

export function dayEndUtc(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 1) * DAY_MS;
}

/** When the span that a time lies in is over. */
export function intervalEnd(every: ReleaseInterval, dayEnd: (ms: number) => number): (ms: number) => number {
  return every === 'day' ? dayEnd : (ms) => (Math.floor(ms / INTERVAL_MS[every]) + 1) * INTERVAL_MS[every];
}
