import type { DwellTotals } from '../../metrics/dwell-summary.ts';
import type { DwellBin } from '../../model/dwell-bin.ts';

/**
 * Lengths of visits being added up, in place and as a checkpoint takes them: what a sorted list of bins costs is paid
 * once, when they leave.
 */
export type DwellCounts = [
  n: number,
  censored: number,
  sumMs: number,
  maxMs: number,
  resolutionMs: number,
  bins: [bin: number, ended: number, censored: number][],
];

export function newDwellCounts(): DwellCounts {
  return [0, 0, 0, 0, 0, []];
}

export function addDwell(counts: DwellCounts, dwell: DwellTotals): void {
  counts[0] += dwell.n;
  counts[1] += dwell.censored;
  counts[2] += dwell.sumMs;
  counts[3] = Math.max(counts[3], dwell.maxMs);
  counts[4] = Math.max(counts[4], dwell.resolutionMs);
  for (const bin of dwell.bins) count(counts[5], bin);
}

export function dwellTotals([n, censored, sumMs, maxMs, resolutionMs, bins]: DwellCounts): DwellTotals {
  return { n, censored, sumMs, maxMs, resolutionMs, bins: bins.toSorted(([a], [b]) => a - b) };
}

/** There are some dozens of bins at most. */
function count(bins: DwellCounts[5], [bin, ended, censored]: DwellBin): void {
  for (const sum of bins)
    if (sum[0] === bin) {
      sum[1] += ended;
      sum[2] += censored;
      return;
    }
  bins.push([bin, ended, censored]);
}

/** Numbers that add up; what else such an object says is not taken. */
export function isDwell(value: unknown): value is DwellTotals {
  if (typeof value !== 'object' || value === null) return false;
  const { n, censored, sumMs, maxMs, resolutionMs, bins } = value as Partial<DwellTotals>;
  const areCounts = isWhole(n) && isWhole(censored) && Array.isArray(bins) && bins.every(isBin);
  return areCounts && isAmount(sumMs) && isAmount(maxMs) && isAmount(resolutionMs);
}

function isBin(value: unknown): boolean {
  return Array.isArray(value) && Number.isSafeInteger(value[0]) && isWhole(value[1]) && isWhole(value[2]);
}

function isWhole(value: unknown): boolean {
  return isAmount(value) && Number.isSafeInteger(value);
}

export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
