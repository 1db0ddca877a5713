import type { DwellTotals } from '../metrics/dwell-summary.ts';
import { summarizeBins } from '../metrics/dwell-summary.ts';
import type { DwellBin } from '../model/dwell-bin.ts';
import type { DwellSummary } from '../model/window-summary.ts';
import { binUpperBound } from '../statistics/quantile-sketch.ts';

/**
 * Lengths of visits as they leave: neighbouring bins are put together until each holds the minimum count, and all
 * quantiles follow from those, so that no number tells of one visit. The longest is given as the top of its bin.
 */
export function mergeDwellBins(dwell: DwellTotals, minimumCount: number): DwellSummary {
  const bins = coarseBins(dwell.bins, minimumCount);
  const last = bins.at(-1)?.[0];
  return summarizeBins({ ...dwell, bins, maxMs: last === undefined ? dwell.maxMs : binUpperBound(last) });
}

function coarseBins(bins: readonly DwellBin[], minimumCount: number): DwellBin[] {
  const groups: DwellBin[][] = [];
  let open: DwellBin[] = [];
  for (const bin of bins) {
    open.push(bin);
    if (visitsIn(open) < minimumCount) continue;
    groups.push(open);
    open = [];
  }
  // What is left at the end is too few to stand alone.
  if (open.length > 0) groups.push([...(groups.pop() ?? []), ...open]);
  return groups.map(combineBins);
}

function visitsIn(bins: readonly DwellBin[]): number {
  return bins.reduce((sum, [, ended, censored]) => sum + ended + censored, 0);
}

/** All of them in the bin in which the middle one lies. */
function combineBins(bins: readonly DwellBin[]): DwellBin {
  const half = visitsIn(bins) / 2;
  let [sum, middle] = [0, 0];
  for (const [bin, ended, censored] of bins) {
    if (sum < half) middle = bin;
    sum += ended + censored;
  }
  const total = (at: 1 | 2) => bins.reduce((all, bin) => all + bin[at], 0);
  return [middle, total(1), total(2)];
}
