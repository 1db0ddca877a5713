import type { WindowSummary } from '../../model/window-summary.ts';
import { parseIsoTime } from '../../time/iso-time.ts';

/** Estimated people inside at a window's end, with the 95 % interval. */
export interface PeakOccupancy {
  readonly atMs: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export function findPeak({ startAt, durationMs, store }: WindowSummary): PeakOccupancy | null {
  const { occupancy: mean, occupancyLow: low, occupancyHigh: high } = store;
  if (mean === null || low === null || high === null) return null;
  return { atMs: parseIsoTime(startAt) + durationMs, mean, low, high };
}

/** Returns the highest peak. Among equal peaks, returns the first. */
export function higherPeak(peaks: readonly (PeakOccupancy | null)[]): PeakOccupancy | null {
  return peaks.reduce(
    (highest, peak) => (peak !== null && peak.mean > (highest?.mean ?? -1) ? peak : highest),
    null,
  );
}
