/**
 * Estimates distinct and repeat visitors from hashed buckets. Linear counting (Whang, Vander-Zanden & Taylor 1990): of
 * B buckets, n people leave B(1 − 1/B)^n empty. The union of two days is estimated in the same way. Both days' sum
 * minus the union gives the people present on both. Errors follow from the exact covariances of empty buckets (delta
 * method).
 */
import type { Estimate } from '../model/estimate.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { HashedBuckets } from './hashed-buckets.ts';

/**
 * Estimates the distinct people in one set. Undefined when all buckets are full, because any number is then possible.
 */
export function estimateDistinct(set: HashedBuckets): Estimate | undefined {
  const { size, empty } = set;
  if (empty === 0) return undefined;
  const count = countOf(size, empty);
  const crowd = { count, shared: count };
  const sd = Math.sqrt(Math.max(0, covarianceOfEmpty(size, crowd, count))) * slopeOf(size, count);
  return { mean: count, low: Math.max(0, count - TWO_SIDED_95 * sd), high: count + TWO_SIDED_95 * sd };
}

/** Estimates the share of today's people who were present before. Undefined when the buckets do not determine it. */
export function estimateOverlapShare(before: HashedBuckets, today: HashedBuckets): Estimate | undefined {
  const { size } = today;
  const empties = [before.empty, today.empty, today.emptyWith(before)] as const;
  if (empties.includes(0) || today.empty === size) return undefined;
  const [inBefore, inToday, inEither] = empties.map((empty) => countOf(size, empty)) as [
    number,
    number,
    number,
  ];
  const both = clamp(inBefore + inToday - inEither, 0, Math.min(inBefore, inToday));
  const share = both / inToday;
  const union = inBefore + inToday - both;
  const crowds = [inBefore, inToday, union];
  // Derivatives of the share (before + today − either) ÷ today by the three counts.
  const weights = [1 / inToday, (1 - share) / inToday, -1 / inToday];
  const shared = [
    [inBefore, both, inBefore],
    [both, inToday, inToday],
    [inBefore, inToday, union],
  ];
  let variance = 0;
  crowds.forEach((count, i) => {
    crowds.forEach((other, j) => {
      const covariance = covarianceOfEmpty(size, { count, shared: shared[i]?.[j] ?? 0 }, other);
      variance +=
        (weights[i] ?? 0) * (weights[j] ?? 0) * covariance * slopeOf(size, count) * slopeOf(size, other);
    });
  });
  const sd = Math.sqrt(Math.max(0, variance));
  const raw = (inBefore + inToday - inEither) / inToday;
  return {
    mean: clamp(raw, 0, 1),
    low: clamp(raw - TWO_SIDED_95 * sd, 0, 1),
    high: clamp(raw + TWO_SIDED_95 * sd, 0, 1),
  };
}

function countOf(size: number, empty: number): number {
  return Math.log(empty / size) / Math.log(1 - 1 / size);
}

/** Change of the estimated count per empty bucket, at the expected number of empty buckets. */
function slopeOf(size: number, count: number): number {
  return 1 / (size * (1 - 1 / size) ** count * -Math.log(1 - 1 / size));
}

/**
 * Covariance of the empty buckets of two crowds that have `shared` people in common. A bucket stays empty in a crowd
 * when all of its people miss it; shared people count in both crowds.
 */
function covarianceOfEmpty(
  size: number,
  { count, shared }: { readonly count: number; readonly shared: number },
  other: number,
): number {
  const all = count + other;
  const miss = 1 - 1 / size;
  const different = size * (size - 1) * miss ** (all - 2 * shared) * (1 - 2 / size) ** shared;
  return different + size * miss ** (all - shared) - size * size * miss ** all;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
