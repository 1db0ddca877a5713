import type { ForecastHour, Interval } from './forecast-week.ts';

/** Share of visitors that may wait longer than the chosen time. */
const LATE_SHARE = 0.2;
/** More staff than this is no staffing question any more. */
const MAX_STAFF = 100;
/** Two-sided 80 % of the normal law, as the band of arrivals. */
const Z_80 = 1.2816;
const HOUR_MS = 3_600_000;

/** What one member of staff serves, measured at the queue. */
export interface ServiceRecord {
  readonly served: number;
  /** Sum of the times that staff were busy with them. */
  readonly busyMs: number;
}

export interface StaffingHour {
  readonly day: number;
  readonly hour: number;
  /** Null where more than 100 would be needed. */
  readonly staff: number | null;
  /** With the lower arrivals and faster service of their 80 % intervals, and the opposite. Null as above. */
  readonly range: readonly [number | null, number | null];
}

/**
 * Staff by hour for which at most 20 % wait longer than `maxWaitMs`: the M/M/c queue (Erlang 1917; Kleinrock 1975, 3.5).
 * Arrivals are the forecast of the queue. Empty without a served visitor.
 */
export function planStaff(
  arrivals: readonly ForecastHour[],
  service: ServiceRecord,
  maxWaitMs: number,
): StaffingHour[] {
  if (service.served <= 0 || service.busyMs <= 0) return [];
  const rate = (HOUR_MS * service.served) / service.busyMs;
  // The mean of n exponential times has a relative error of 1 / √n.
  const error = Math.exp(Z_80 / Math.sqrt(service.served));
  const wait = maxWaitMs / HOUR_MS;
  return arrivals.map(({ day, hour, expected, band80 }) => {
    const [low, high]: Interval = band80 ?? [expected, expected];
    const range = [findStaff(low, rate * error, wait), findStaff(high, rate / error, wait)] as const;
    return { day, hour, staff: findStaff(expected, rate, wait), range };
  });
}

/** Rates an hour, the wait in hours. */
function findStaff(arrivals: number, rate: number, wait: number): number | null {
  const load = arrivals / rate;
  if (load <= 0) return 0;
  for (let staff = Math.floor(load) + 1; staff <= MAX_STAFF; staff++) {
    const late = waitShare(staff, load) * Math.exp(-(staff * rate - arrivals) * wait);
    if (late <= LATE_SHARE) return staff;
  }
  return null;
}

/** Erlang C: probability that an arrival waits, from Erlang B's recursion. `load` is below `staff`. */
export function waitShare(staff: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= staff; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / staff) * (1 - blocked));
}
