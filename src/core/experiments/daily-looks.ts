import { normalShareBelow } from '../statistics/normal-law.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';

/**
 * Share of false positives over all looks together. It is below 5 % to allow for the chance in the redrawn schedules.
 */
const LEVEL = 0.045;
/** Normal quantile for a two-sided test at 5 %. */
const Z = 1.959964;

/**
 * Share of the level that the looks so far may use. `completeShare`: share of complete pairs (O'Brien & Fleming 1979;
 * Lan & DeMets 1983).
 */
export function spendLevel(completeShare: number): number {
  if (completeShare <= 0) return 0;
  return 2 * (1 - normalShareBelow(Z / Math.sqrt(Math.min(1, completeShare))));
}

/**
 * Returns whether the experiment may stop now. `looks` has the number of complete pairs at each look so far, `planned`
 * the number in all. Pairs are in order of completion. Each look removes the redrawn schedules with the largest
 * statistics, as many as the level allows. The last one removed is the boundary.
 */
export function canStop(
  signs: Int8Array,
  weighted: Float64Array,
  redrawn: RedrawnSchedules,
  { looks, planned }: { readonly looks: readonly number[]; readonly planned: number },
): boolean {
  const observed = sizesAt(signs, weighted, looks);
  let running = redrawn.map((draw) => sizesAt(draw, weighted, looks));
  let spent = 0;
  for (const [look, complete] of looks.entries()) {
    const allowed = Math.floor(Math.min(LEVEL, spendLevel(complete / planned)) * redrawn.length) - spent;
    if (allowed <= 0) continue;
    running = running.sort((a, b) => (b[look] ?? 0) - (a[look] ?? 0));
    const boundary = running[allowed - 1]?.[look] ?? Number.POSITIVE_INFINITY;
    if ((observed[look] ?? 0) > boundary) return true;
    running = running.slice(allowed);
    spent += allowed;
  }
  return false;
}

/** Absolute statistic at each look, over the pairs complete by then. */
function sizesAt(signs: Int8Array, weighted: Float64Array, looks: readonly number[]): Float64Array {
  const sizes = new Float64Array(looks.length);
  let [sum, from] = [0, 0];
  for (const [look, to] of looks.entries()) {
    for (let i = from; i < to; i++) sum += (signs[i] ?? 0) * (weighted[i] ?? 0);
    sizes[look] = Math.abs(sum);
    from = to;
  }
  return sizes;
}
