import { normalShareBelow } from '../statistics/normal-law.ts';
import type { OutcomePair } from './pair-differences.ts';
import { takeDifferences } from './pair-differences.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';
import { signedSum } from './rerandomization-test.ts';

/** Two-sided 5 % of the normal law. */
const Z = 1.959964;
/** Power at which an uplift counts as visible. */
const VISIBLE_POWER = 0.8;
/** Uplifts that are looked for, and the halvings of that span: to within .1 %. */
const [MOST_UPLIFT, STEPS] = [4, 12];

/** How far the statistic spreads, and how much of the weight an uplift acts through, in one past span. */
interface PastSpan {
  readonly sd: number;
  readonly weight: number;
}

export interface PowerPromise {
  /** Probability to find this uplift. */
  powerAt(uplift: number): number;
  /** Least uplift that is found with a probability of 80 %; null when none up to +400 % is. */
  readonly visibleUplift: number | null;
}

/**
 * Says before the start what an experiment of this design can see, from past spans of its length: in each, redrawn
 * schedules on the real outcomes give the spread of the statistic, and an uplift moves its mean. The promise is the mean
 * over the spans. Undefined without a usable span.
 */
export function promisePower(
  spans: readonly (readonly OutcomePair[])[],
  groups: readonly number[],
  redrawn: RedrawnSchedules,
): PowerPromise | undefined {
  const past = spans.map((pairs) => measureSpan(pairs, groups, redrawn)).filter(({ weight }) => weight > 0);
  if (past.length === 0) return undefined;
  const powerAt = (uplift: number) =>
    past.reduce((sum, span) => sum + powerIn(span, Math.log1p(uplift)), 0) / past.length;
  return { powerAt, visibleUplift: findVisible(powerAt) };
}

function measureSpan(
  pairs: readonly OutcomePair[],
  groups: readonly number[],
  redrawn: RedrawnSchedules,
): PastSpan {
  const signs = redrawn[0] ?? new Int8Array(pairs.length);
  const { weighted, weight } = takeDifferences(pairs, { signs, groups }, 0);
  const squares = redrawn.reduce((sum, draw) => sum + signedSum(draw, weighted) ** 2, 0);
  return { sd: Math.sqrt(squares / Math.max(1, redrawn.length)), weight };
}

function powerIn({ sd, weight }: PastSpan, log: number): number {
  const shift = sd > 0 ? (weight * log) / sd : Number.POSITIVE_INFINITY;
  return normalShareBelow(shift - Z) + normalShareBelow(-shift - Z);
}

function findVisible(powerAt: (uplift: number) => number): number | null {
  if (powerAt(MOST_UPLIFT) < VISIBLE_POWER) return null;
  let [low, high] = [0, MOST_UPLIFT];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (powerAt(middle) < VISIBLE_POWER) low = middle;
    else high = middle;
  }
  return high;
}
