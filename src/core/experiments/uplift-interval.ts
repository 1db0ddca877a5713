import type { OutcomePair } from './pair-differences.ts';
import { takeDifferences } from './pair-differences.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';
import { signedSum, testAbove } from './rerandomization-test.ts';

/** Logarithms of the smallest and largest uplift searched: −86 % to +640 %. */
const [LEAST_LOG, MOST_LOG] = [-2, 2];
/** Number of halvings of that span: the result is exact to 0.001. */
const STEPS = 12;
/** Share of each tail outside the 95 % interval. */
const TAIL = 0.025;

/** One store's outcomes and the schedule that ran. */
export interface StoreOutcomes {
  readonly pairs: readonly OutcomePair[];
  readonly signs: Int8Array;
  readonly groups: readonly number[];
}

/** The uplift: (outcome of variant b ÷ outcome of variant a) − 1. */
export interface Uplift {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Joins the differences of all stores, with more weight for less noisy stores. Divides variant b by 1 + `uplift`. */
export function joinDifferences(stores: readonly StoreOutcomes[], uplift: number): Float64Array {
  return Float64Array.from(
    stores.flatMap((store) => {
      const { weighted, noise } = takeDifferences(store.pairs, store, uplift);
      return Array.from(weighted, (difference) => (noise > 0 ? difference / noise : 0));
    }),
  );
}

/**
 * Estimates the uplift that makes both variants alike (Hodges & Lehmann 1963). The interval holds the uplifts that the
 * re-randomisation test accepts at 2.5 % on either side (test inversion: Imbens & Rubin 2015, ch. 5). An end beyond
 * the searched span is −1 or Infinity.
 */
export function estimateUplift(
  stores: readonly StoreOutcomes[],
  signs: Int8Array,
  redrawn: RedrawnSchedules,
): Uplift {
  const excess = (log: number) => signedSum(signs, joinDifferences(stores, Math.expm1(log)));
  const refusesAsLow = (log: number) =>
    testAbove(signs, joinDifferences(stores, Math.expm1(log)), redrawn) <= TAIL;
  const refusesAsHigh = (log: number) => {
    const weighted = joinDifferences(stores, Math.expm1(log)).map((difference) => -difference);
    return testAbove(signs, weighted, redrawn) <= TAIL;
  };
  const low = bisect((log) => refusesAsLow(log));
  const high = bisect((log) => !refusesAsHigh(log));
  return {
    estimate: Math.expm1(bisect((log) => excess(log) > 0)),
    low: low <= LEAST_LOG ? -1 : Math.expm1(low),
    high: high >= MOST_LOG ? Number.POSITIVE_INFINITY : Math.expm1(high),
  };
}

/** Finds the log uplift at which the condition changes: it must be true below and false above. */
function bisect(holdsBelow: (log: number) => boolean): number {
  if (!holdsBelow(LEAST_LOG)) return LEAST_LOG;
  if (holdsBelow(MOST_LOG)) return MOST_LOG;
  let [low, high] = [LEAST_LOG, MOST_LOG];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (holdsBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
