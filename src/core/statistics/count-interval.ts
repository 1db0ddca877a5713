import type { Direction } from '../model/crossing.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';

/**
 * Variance per person from chance misses and double counts, beyond the error that all people of a count share. People
 * come in side by side and leave one after another, so chance misses more of those who come in. Chosen on simulated
 * days of nine stores (`doors-field.ts stores --chosen`).
 */
const NOISE_PER_PERSON: Readonly<Record<Direction, number>> = { in: 0.1, out: 0.04 };

export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Variance of a count of people who went in this direction. `errorShare`: relative error that all counted people share,
 * such as an audited bias.
 */
export function countVariance(count: number, direction: Direction, errorShare: number): number {
  return (count + 1) * NOISE_PER_PERSON[direction] + ((count + 1) * errorShare) ** 2;
}

/** 95 % interval of the number of people behind a count. */
export function countInterval(count: number, direction: Direction, errorShare: number): CountInterval {
  return createInterval(count, countVariance(count, direction, errorShare));
}

/** 95 % interval of a number of people, in whole people: the nearest ones to its ends. */
export function createInterval(people: number, variance: number): CountInterval {
  const half = Math.ceil(TWO_SIDED_95 * Math.sqrt(variance) - 0.5);
  return { low: Math.max(0, people - half), high: people + half };
}
