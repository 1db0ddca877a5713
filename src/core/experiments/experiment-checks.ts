import type { OutcomePair } from './pair-differences.ts';
import { takeLogDifferences } from './pair-differences.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';
import { testSignificance } from './rerandomization-test.ts';

/** Outcomes of the first part and of the rest of each block. */
export interface SplitPair {
  readonly early: OutcomePair;
  readonly late: OutcomePair;
}

/**
 * P-value of the hypothesis "no carry-over". With carry-over, the first part of a block behaves like the variant before
 * it. Early − late then has that variant's sign. Blocks with the same variant as before, and the first block of a day,
 * carry no information. The p-value comes from re-randomisation, as for the outcome. Carry-over in switchbacks:
 * Bojinov, Simchi-Levi & Zhao 2023, section 5.
 */
export function testCarryOver(
  pairs: readonly SplitPair[],
  design: { readonly signs: Int8Array; readonly groups: readonly number[] },
  redrawn: RedrawnSchedules,
): number {
  const early = takeLogDifferences(
    pairs.map((pair) => pair.early),
    design.signs,
    0,
  );
  const late = takeLogDifferences(
    pairs.map((pair) => pair.late),
    design.signs,
    0,
  );
  const apart = early.logs.map((log, i) => {
    const [a, b] = [early.weights[i] ?? 0, late.weights[i] ?? 0];
    return a === 0 || b === 0 ? 0 : (log - (late.logs[i] ?? 0)) / (1 / a + 1 / b);
  });
  const switches = (signs: Int8Array) => keepSwitches(signs, design.groups);
  return testSignificance(switches(design.signs), apart, redrawn.map(switches));
}

function keepSwitches(signs: Int8Array, groups: readonly number[]): Int8Array {
  return signs.map((sign, i) => (i > 0 && groups[i] === groups[i - 1] && signs[i - 1] !== sign ? sign : 0));
}

/**
 * P-value of the hypothesis "both variants have equal coverage". Coverages are shares from 0 to 1, by pair and week.
 */
export function testCoverageBalance(
  coverages: readonly { readonly first: number; readonly second: number }[],
  signs: Int8Array,
  redrawn: RedrawnSchedules,
): number {
  const apart = Float64Array.from(coverages, ({ first, second }) => first - second);
  return testSignificance(signs, apart, redrawn);
}
