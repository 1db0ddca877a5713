import { createRandom } from '../statistics/seeded-random.ts';
import { drawSigns } from './switchback-schedule.ts';

/** Number of redrawn schedules: 1,999 determine a p-value of 5 % to ± 1 point. */
const DRAWS = 1_999;
/** Seed of the redrawn schedules. Schedules of experiments use smaller seeds. */
const DRAW_SEED = 0x9e3779b9;

/** Schedules that chance could have drawn instead, one row each. */
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
 * Two-sided p-value: the share of redrawn schedules with a statistic at least as large (Fisher 1935; Imbens & Rubin
 * 2015, ch. 5). Without an effect, false positives have exactly the stated share, even in small samples with dependent
 * outcomes.
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

/** One-sided p-value: small when the observed statistic exceeds the redrawn ones. */
export function testAbove(signs: Int8Array, weighted: Float64Array, redrawn: RedrawnSchedules): number {
  const observed = signedSum(signs, weighted) - 1e-9;
  let asLarge = 1;
  for (const draw of redrawn) if (signedSum(draw, weighted) >= observed) asLarge += 1;
  return asLarge / (redrawn.length + 1);
}
