import { median } from '../statistics/weighted-sample.ts';

/** The outcome of one block, without its wash-out. */
export interface BlockOutcome {
  /** A count, the number of successes of a rate, or the sum of dwell times (ms). */
  readonly total: number;
  /** Divisor of the total: entries of a rate, visits of a mean dwell. Absent for counts. */
  readonly of?: number;
}

/**
 * Outcomes of one slot in both weeks. Null when the store was closed, coverage was low, or the clocks skipped or
 * repeated an hour.
 */
export interface OutcomePair {
  readonly first: BlockOutcome | null;
  readonly second: BlockOutcome | null;
}

/** Weighted differences, ready to be summed with the signs of any redrawn schedule. */
export interface WeightedDifferences {
  /** Weighted difference by pair; 0 when either week is missing. */
  readonly weighted: Float64Array;
  /** Sum of the weights of differences that were not cut. An uplift moves only these. */
  readonly weight: number;
  /** Variance of the differences divided by the expected variance; 1 for pure counting noise. */
  readonly noise: number;
}

/** Added to totals, because an empty block has no logarithm. */
const HALF = 0.5;
/** Variance of a block's logarithm beyond counting noise: a standard deviation of about 10 %. */
const BLOCK_VARIANCE = 0.01;
/** Differences are cut at this many standard deviations, so that one event does not decide the result. */
const MAX_DEVIATION = 1.5;
const MAD_TO_SD = 1.4826;

/**
 * Makes log differences of first and second week, with variant b divided by 1 + `uplift`. Subtracts the mean of each
 * group (a day). Levels of weekday, hour, week and day then cancel.
 */
export function takeDifferences(
  pairs: readonly OutcomePair[],
  design: { readonly signs: Int8Array; readonly groups: readonly number[] },
  uplift: number,
): WeightedDifferences {
  const { logs, weights } = takeLogDifferences(pairs, design.signs, uplift);
  removeGroupMeans(logs, weights, design.groups);
  return cutOutliers(logs, weights);
}

/** Returns log differences and the inverse of their variance. Both are 0 when either week is missing. */
export function takeLogDifferences(pairs: readonly OutcomePair[], signs: Int8Array, uplift: number) {
  const [logs, weights] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  for (const [i, { first, second }] of pairs.entries()) {
    if (!isUsable(first) || !isUsable(second)) continue;
    const isFirstB = (signs[i] ?? 1) > 0;
    logs[i] = toLog(first, isFirstB ? uplift : 0) - toLog(second, isFirstB ? 0 : uplift);
    weights[i] = 1 / (1 / countEvents(first) + 1 / countEvents(second) + 2 * BLOCK_VARIANCE);
  }
  return { logs, weights };
}

function isUsable(outcome: BlockOutcome | null): outcome is BlockOutcome {
  return outcome !== null && outcome.total >= 0 && (outcome.of === undefined || outcome.of > 0);
}

function toLog({ total, of = 1 }: BlockOutcome, uplift: number): number {
  return Math.log((total / (1 + uplift) + HALF) / of);
}

/** Number of people, or events, behind an outcome. */
function countEvents({ total, of }: BlockOutcome): number {
  return HALF + (of === undefined ? total : Math.min(total, of));
}

function removeGroupMeans(logs: Float64Array, weights: Float64Array, groups: readonly number[]): void {
  const sums = new Map<number, [sum: number, weight: number]>();
  for (const [i, group] of groups.entries()) {
    const [sum, weight] = sums.get(group) ?? [0, 0];
    const own = weights[i] ?? 0;
    sums.set(group, [sum + own * (logs[i] ?? 0), weight + own]);
  }
  for (const [i, group] of groups.entries()) {
    const [sum, weight] = sums.get(group) ?? [0, 0];
    logs[i] = (weights[i] ?? 0) === 0 ? 0 : (logs[i] ?? 0) - sum / weight;
  }
}

/** Cuts each difference at its limit, measured in units of its expected noise. */
function cutOutliers(logs: Float64Array, weights: Float64Array): WeightedDifferences {
  const sizes = logs.map((log, i) => Math.abs(log) * Math.sqrt(weights[i] ?? 0)).filter((size) => size > 0);
  const sd = MAD_TO_SD * (median(sizes) || 0);
  let weight = 0;
  const weighted = logs.map((log, i) => {
    const own = weights[i] ?? 0;
    const limit = (MAX_DEVIATION * sd) / Math.sqrt(own);
    if (own === 0) return 0;
    if (Math.abs(log) < limit) weight += own;
    return own * Math.max(-limit, Math.min(limit, log));
  });
  return { weighted, weight, noise: sd * sd };
}
