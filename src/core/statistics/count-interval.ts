import { TWO_SIDED_95 } from '../model/estimate.ts';

/** A person more or less is missed or doubled by chance: variance per person, beyond what all of them share in. */
export const NOISE_PER_PERSON = 0.07;

export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/** `errorShare` is the relative error that all of the counted share in: pairs taken for one person, a bias audited. */
export function countVariance(count: number, errorShare: number): number {
  return (count + 1) * NOISE_PER_PERSON + ((count + 1) * errorShare) ** 2;
}

/** 95 % interval of the number of people behind a count. */
export function countInterval(count: number, errorShare: number): CountInterval {
  const halfWidth = TWO_SIDED_95 * Math.sqrt(countVariance(count, errorShare));
  return { low: Math.max(0, Math.floor(count - halfWidth)), high: Math.ceil(count + halfWidth) };
}
