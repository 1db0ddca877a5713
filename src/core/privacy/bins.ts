import type { DwellBin } from './amounts.ts';

/**
 * Edges of the bins of dwell, in seconds: ten a decade from 5 s (ISO 3, series R10). A duration read from a bin is at
 * most 12 % off. The edges never change, so that bins of all days, zones and gateways add up.
 */
const DECADE_S = [5, 6.3, 8, 10, 12.5, 16, 20, 25, 31.5, 40];
const LAST_EDGE_S = 20_000;
const EDGES_S: readonly number[] = [1, 10, 100, 1_000]
  .flatMap((by) => DECADE_S.map((edge) => edge * by))
  .filter((edge) => edge <= LAST_EDGE_S);

export function findDwellBin(dwellS: number): readonly [fromS: number, toS: number | null] {
  const index = EDGES_S.findLastIndex((edge) => edge <= dwellS);
  return [EDGES_S[index] ?? 0, EDGES_S[index + 1] ?? null];
}

/** Adds bins with the same edges, in rising order. */
export function addBins(bins: readonly DwellBin[], more: readonly DwellBin[]): readonly DwellBin[] {
  const sums = new Map(bins.map((bin) => [bin[0], bin]));
  for (const [fromS, toS, ended, cut] of more) {
    const [, , endedBefore, cutBefore] = sums.get(fromS) ?? [fromS, toS, 0, 0];
    sums.set(fromS, [fromS, toS, endedBefore + ended, cutBefore + cut]);
  }
  return [...sums.values()].sort(([a], [b]) => a - b);
}

/** Merges neighbouring bins until each holds the minimum count (R5). Empty when all bins together are below it. */
export function mergeSmallBins(minimumCount: number, bins: readonly DwellBin[]): DwellBin[] {
  const left: DwellBin[] = [];
  let open: DwellBin | undefined;
  for (const bin of bins) {
    open = open === undefined ? bin : together(open, bin);
    if (visitsIn(open) < minimumCount) continue;
    left.push(open);
    open = undefined;
  }
  // The last visits are too few for a bin: they join the previous one.
  const last = open && left.pop();
  return open && last ? [...left, together(last, open)] : left;
}

function visitsIn([, , ended, cut]: DwellBin): number {
  return ended + cut;
}

function together([fromS, , ended, cut]: DwellBin, [, toS, moreEnded, moreCut]: DwellBin): DwellBin {
  return [fromS, toS, ended + moreEnded, cut + moreCut];
}
