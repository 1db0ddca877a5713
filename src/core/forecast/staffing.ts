import type { ForecastHour, Interval } from './forecast-week.ts';

/** Share of visitors that may wait longer than `maxWaitMs`. */
const LATE_SHARE = 0.2;
/** Largest number of staff that is planned. */
const MAX_STAFF = 100;
/** Normal quantile for a two-sided 80 % interval, as in the band of arrivals. */
const Z_80 = 1.2816;
const HOUR_MS = 3_600_000;

/** Service at one queue: how many people staff served, and how long. */
export interface ServiceRecord {
  readonly served: number;
  /** Total time, in ms, that staff were busy with served people. */
  readonly busyMs: number;
}

export interface StaffingHour {
  readonly day: number;
  readonly hour: number;
  /** Null when more than 100 are needed. */
  readonly staff: number | null;
  /**
   * Staff for the low ends of arrivals and service time, and for the high ends (80 % intervals). Null when more than
   * 100 are needed.
   */
  readonly range: readonly [number | null, number | null];
}

/**
 * Plans staff by hour so that at most 20 % of visitors wait longer than `maxWaitMs`. Model: the M/M/c queue (Erlang
 * 1917; Kleinrock 1975, 3.5). `arrivals` is the queue's forecast. Empty without a served visitor.
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

/** Arrivals and service rate are per hour, `wait` is in hours. */
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
