/**
 * Estimates distinct and repeat visitors from hashed buckets.
 * Linear counting (Whang, Vander-Zanden & Taylor 1990): of B buckets, n people leave B(1 − 1/B)^n empty.
 * The union of two days is counted in the same way; the sum of both days minus the union was there on both.
 * Errors follow from the exact covariances of empty buckets (delta method).
 */
import type { Estimate } from '../model/estimate.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { HashedBuckets } from './hashed-buckets.ts';

/** Different people in one set; undefined when it is full: then there is no telling. */
export function estimateDistinct(set: HashedBuckets): Estimate | undefined {
  const { size, empty } = set;
  if (empty === 0) return undefined;
  const count = countOf(size, empty);
  const crowd = { count, shared: count };
  const sd = Math.sqrt(Math.max(0, covarianceOfEmpty(size, crowd, count))) * slopeOf(size, count);
  return { mean: count, low: Math.max(0, count - TWO_SIDED_95 * sd), high: count + TWO_SIDED_95 * sd };
}

/** The share of today's people who were there before; undefined when the buckets do not determine it. */
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
  // Derivative of the share by each count: (before + today − either) ÷ today.
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

/** |dn/d(empty)| at the expected number of empty buckets. */
function slopeOf(size: number, count: number): number {
  return 1 / (size * (1 - 1 / size) ** count * -Math.log(1 - 1 / size));
}

/**
 * Covariance of the empty buckets that two crowds leave, of whom `shared` are the same people: two buckets stay empty
 * when everybody in both crowds misses both, and everybody in one of them misses his.
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
