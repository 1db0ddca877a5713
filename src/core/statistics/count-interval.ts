import { TWO_SIDED_95 } from '../model/estimate.ts';

/** Variance per person from chance misses and double counts, beyond the error that all people of a count share. */
export const NOISE_PER_PERSON = 0.07;

export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/** Variance of a count. `errorShare`: relative error that all counted people share, such as an audited bias. */
export function countVariance(count: number, errorShare: number): number {
  return (count + 1) * NOISE_PER_PERSON + ((count + 1) * errorShare) ** 2;
}

/** 95 % interval of the number of people behind a count. */
export function countInterval(count: number, errorShare: number): CountInterval {
  const halfWidth = TWO_SIDED_95 * Math.sqrt(countVariance(count, errorShare));
  return { low: Math.max(0, Math.floor(count - halfWidth)), high: Math.ceil(count + halfWidth) };
}
