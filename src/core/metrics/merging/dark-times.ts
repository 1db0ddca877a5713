import type { WindowSummary } from '../../model/window-summary.ts';
import { parseIsoTime } from '../../time/iso-time.ts';

/** A time in which a sensor was not live: the numbers of that time are unknown. */
export interface DarkTime {
  readonly sensor: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export function findDarkTimes({ startAt, durationMs, sensors }: WindowSummary): DarkTime[] {
  const fromMs = parseIsoTime(startAt);
  return sensors
    .filter(({ coverage }) => coverage === 0)
    .map(({ sensor }) => ({ sensor, fromMs, toMs: fromMs + durationMs }));
}

/** Joins adjacent times of a sensor. Expects and returns the times oldest first. */
export function joinDarkTimes(times: readonly DarkTime[]): DarkTime[] {
  const joined: DarkTime[] = [];
  const last = new Map<string, number>();
  for (const time of times) {
    const index = last.get(time.sensor);
    const before = index === undefined ? undefined : joined[index];
    if (index !== undefined && before?.toMs === time.fromMs) joined[index] = { ...before, toMs: time.toMs };
    else last.set(time.sensor, joined.push(time) - 1);
  }
  return joined;
}
