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

/** The uplift that is planted to measure what one does, and the schedules that it is planted by. */
const [PLANTED, PLANTED_DRAWS] = [0.1, 60];
/** Redrawn schedules that each of them is held against. */
const SPREAD_DRAWS = 100;

/** How far the statistic spreads, and how far an uplift of e moves it, in one past span. */
interface PastSpan {
  readonly sd: number;
  readonly shift: number;
}

export interface PowerPromise {
  /** Probability to find this uplift. */
  powerAt(uplift: number): number;
  /** Least uplift that is found with a probability of 80 %; null when none up to +400 % is. */
  readonly visibleUplift: number | null;
}

/**
 * Says before the start what an experiment of this design can see, from past spans of its length: in each, +10 % is planted
 * by schedules that might have been. Their statistics give its spread and how far an uplift moves it. A formula for that
 * would promise up to 14 points too much: means taken out, cut outliers and small counts all cost a part. The promise is
 * the mean over the spans. Undefined without a usable span.
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
