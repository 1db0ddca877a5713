import type { DwellBin } from '../model/dwell-bin.ts';
import type { Duration } from './survival.ts';

/** Ratio of neighbouring bin borders: a value read from a bin is at most 4.8 % off. */
const GAMMA = 1.1;
const LOG_GAMMA = Math.log(GAMMA);

/**
 * Counts visit durations in logarithmic bins. The bins add up over windows, gateways and days, and give quantiles with
 * a known relative error (DDSketch: Masson, Rim & Lee 2019). Bin b holds durations in ms over γ^(b−1) up to γ^b.
 */
export function createDwellSketch(
  visits: readonly { readonly dwellMs: number; readonly censored?: string }[],
): DwellBin[] {
  return addBins(
    visits.map(({ dwellMs, censored }) => {
      const bin = Math.ceil(Math.log(Math.max(1, dwellMs)) / LOG_GAMMA);
      return censored === undefined ? [bin, 1, 0] : [bin, 0, 1];
    }),
  );
}

export function addBins(bins: readonly DwellBin[]): DwellBin[] {
  const sums = new Map<number, [number, number]>();
  for (const [bin, ended, censored] of bins) {
    const sum = sums.get(bin) ?? [0, 0];
    sums.set(bin, [sum[0] + ended, sum[1] + censored]);
  }
  return [...sums].sort(([a], [b]) => a - b).map(([bin, [ended, censored]]) => [bin, ended, censored]);
}

/** Longest duration, in ms, that falls into the bin. */
export function binUpperBound(bin: number): number {
  return Math.round(GAMMA ** bin);
}

/** True durations lie between these multiples of the duration read from a bin. */
export const BIN_LOW = (GAMMA + 1) / (2 * GAMMA);
export const BIN_HIGH = (GAMMA + 1) / 2;

/** Turns bins back into durations, spread over each bin. A single one is at the bin's relative middle. */
export function toDurations(bins: readonly DwellBin[]): Duration[] {
  return bins.flatMap(([bin, ended, censored]) => [
    ...Array.from({ length: ended }, (_, i) => ({ length: placeIn(bin, (i + 0.5) / ended), ended: true })),
    ...Array.from({ length: censored }, (_, i) => ({
      length: placeIn(bin, (i + 0.5) / censored),
      ended: false,
    })),
  ]);
}

/** The duration at this share of the way through a bin, in even steps of its inverse. */
function placeIn(bin: number, share: number): number {
  return Math.round(GAMMA ** bin / (GAMMA - (GAMMA - 1) * share));
}
