import { createRandom } from '../statistics/seeded-random.ts';
import { drawSigns } from './switchback-schedule.ts';

/** Draws of the schedule: 1,999 place a p-value of 5 % within ± 1 point. */
const DRAWS = 1_999;
/** Not the seed of any schedule that runs: those are below. */
const DRAW_SEED = 0x9e3779b9;

/** Schedules that might have been, in rows. */
export type RedrawnSchedules = readonly Int8Array[];

export function redrawSchedules(groups: readonly number[], draws = DRAWS): RedrawnSchedules {
  const random = createRandom(DRAW_SEED);
  return Array.from({ length: draws }, () => drawSigns(groups, random));
}

export function signedSum(signs: Int8Array, weighted: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weighted.length; i++) sum += (signs[i] ?? 0) * (weighted[i] ?? 0);
  return sum;
}

/**
 * Two-sided p-value: the share of redrawn schedules that give a statistic as large (Fisher 1935; Imbens & Rubin 2015, ch.
 * 5). Exact in finite samples under no effect, however the outcomes depend on one another.
 */
export function testSignificance(
  signs: Int8Array,
  weighted: Float64Array,
  redrawn: RedrawnSchedules,
): number {
  const size = Math.abs(signedSum(signs, weighted)) - 1e-9;
  let asLarge = 1;
  for (const draw of redrawn) if (Math.abs(signedSum(draw, weighted)) >= size) asLarge += 1;
  return asLarge / (redrawn.length + 1);
}

/** The same, one-sided: small when the observed statistic is above the redrawn ones. */
export function testAbove(signs: Int8Array, weighted: Float64Array, redrawn: RedrawnSchedules): number {
  const observed = signedSum(signs, weighted) - 1e-9;
  let asLarge = 1;
  for (const draw of redrawn) if (signedSum(draw, weighted) >= observed) asLarge += 1;
  return asLarge / (redrawn.length + 1);
}
