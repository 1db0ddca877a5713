import type { DarkTime } from '../metrics/merging/dark-times.ts';
import { joinDarkTimes } from '../metrics/merging/dark-times.ts';
import type { WindowTotals } from '../metrics/merging/window-totals.ts';
import type { OpenSeconds } from '../time/open-seconds.ts';
import type { Span } from './span-figures.ts';

/** Takes the place of a sensor's id when the gateway itself stored nothing. */
export const GATEWAY = '';

/** Times before `knownToMs` without a stored window. */
export function findGaps(
  steps: readonly (Span & { readonly totals: WindowTotals | null })[],
  knownToMs: number,
): DarkTime[] {
  const gaps = steps.flatMap(({ startMs, endMs, totals }) => {
    const untilMs = Math.min(endMs, knownToMs);
    if (totals === null) return [{ sensor: GATEWAY, fromMs: startMs, toMs: untilMs }];
    return [
      { sensor: GATEWAY, fromMs: startMs, toMs: totals.startMs },
      { sensor: GATEWAY, fromMs: totals.endMs, toMs: untilMs },
    ];
  });
  return joinDarkTimes(gaps.filter(({ fromMs, toMs }) => toMs > fromMs));
}

/** Keeps the parts of each outage that lie in the opening hours. Outages outside of them do not change a figure. */
export function withinHours(
  times: readonly DarkTime[],
  openSeconds: OpenSeconds | undefined,
): readonly DarkTime[] {
  if (openSeconds === undefined) return times;
  return times.filter(({ fromMs, toMs }) => openSeconds(fromMs, toMs) > 0);
}
