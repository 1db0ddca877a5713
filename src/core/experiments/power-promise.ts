import { normalShareBelow } from '../statistics/normal-law.ts';
import type { OutcomePair } from './pair-differences.ts';
import { takeDifferences } from './pair-differences.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';
import { signedSum } from './rerandomization-test.ts';

/** Normal quantile for a two-sided test at 5 %. */
const Z = 1.959964;
/** An uplift counts as visible when the experiment finds it with this probability. */
const VISIBLE_POWER = 0.8;
/** Largest uplift searched, and the number of halvings: the result is exact to 0.1 %. */
const [MOST_UPLIFT, STEPS] = [4, 12];

/** Uplift that is added to past data to measure its effect on the statistic. It is added under this many schedules. */
const [PLANTED, PLANTED_DRAWS] = [0.1, 60];
/** Number of redrawn schedules for the spread of the statistic. */
const SPREAD_DRAWS = 100;

/** Spread of the statistic in one past span, and how far a log uplift of 1 moves it. */
interface PastSpan {
  readonly sd: number;
  readonly shift: number;
}

export interface PowerPromise {
  /** Probability that the experiment finds this uplift. */
  powerAt(uplift: number): number;
  /** Smallest uplift found with a probability of 80 %. Null when even +400 % is not. */
  readonly visibleUplift: number | null;
}

/**
 * Predicts before the start which uplifts an experiment of this design can find. Adds +10 % to past spans of the same
 * length, following schedules that could be drawn. The test statistics of these spans show their spread and the effect
 * of an uplift. A formula would promise up to 14 points too much: subtracted means, cut outliers and small counts cost
 * power. The prediction is the mean over spans. Undefined without a usable span.
 */
export function promisePower(
  spans: readonly (readonly OutcomePair[])[],
  groups: readonly number[],
  redrawn: RedrawnSchedules,
): PowerPromise | undefined {
  const past = spans
    .map((pairs) => measureSpan(pairs, groups, redrawn))
    .filter(({ sd, shift }) => sd > 0 && shift > 0);
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
  const planted = redrawn.slice(0, PLANTED_DRAWS);
  const others = redrawn.slice(-SPREAD_DRAWS);
  let [shift, squares] = [0, 0];
  for (const signs of planted) {
    const { weighted } = takeDifferences(plantUplift(pairs, signs), { signs, groups }, 0);
    const plain = takeDifferences(pairs, { signs, groups }, 0).weighted;
    shift += signedSum(signs, weighted) - signedSum(signs, plain);
    squares += others.reduce((sum, draw) => sum + signedSum(draw, weighted) ** 2, 0) / others.length;
  }
  const count = Math.max(1, planted.length);
  return { sd: Math.sqrt(squares / count), shift: shift / count / Math.log1p(PLANTED) };
}

function plantUplift(pairs: readonly OutcomePair[], signs: Int8Array): OutcomePair[] {
  const raise = (outcome: OutcomePair['first'], isB: boolean) =>
    outcome === null || !isB ? outcome : { ...outcome, total: outcome.total * (1 + PLANTED) };
  return pairs.map(({ first, second }, i) => {
    const isFirstB = (signs[i] ?? 1) > 0;
    return { first: raise(first, isFirstB), second: raise(second, !isFirstB) };
  });
}

function powerIn({ sd, shift }: PastSpan, log: number): number {
  const moved = (shift * log) / sd;
  return normalShareBelow(moved - Z) + normalShareBelow(-moved - Z);
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
