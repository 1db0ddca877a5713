import { canStop } from './daily-looks.ts';
import type { SplitPair } from './experiment-checks.ts';
import { testCarryOver, testCoverageBalance } from './experiment-checks.ts';
import { joinDesigns } from './join-designs.ts';
import type { OutcomePair } from './pair-differences.ts';
import type { RedrawnSchedules } from './rerandomization-test.ts';
import { redrawSchedules, testSignificance } from './rerandomization-test.ts';
import type { StoreOutcomes, Uplift } from './uplift-interval.ts';
import { estimateUplift, joinDifferences } from './uplift-interval.ts';

/** When a check has a p-value below this, the result is not reported: coverage or carry-over could explain it. */
const CHECK_LEVEL = 0.01;
const LEVEL = 0.05;
/** Largest share of a store's pairs that may be missing. */
const MAX_MISSING_SHARE = 0.2;
/** Smallest sensor coverage of a usable block. */
const MIN_COVERAGE = 0.9;

/** The measurements of one block of one week. */
export interface MeasuredBlock {
  readonly whole: OutcomePair['first'];
  /** Outcomes of the block's first part and of its rest. Absent when the rows are too coarse to split. */
  readonly early?: OutcomePair['first'];
  readonly late?: OutcomePair['first'];
  /** Live share of the sensors, 0 to 1. */
  readonly coverage: number;
  readonly definition: string;
}

/** One store's experiment so far. A block is null when the store was closed or the block is still to come. */
export interface ExperimentRecord {
  readonly signs: Int8Array;
  readonly groups: readonly number[];
  readonly pairs: readonly { readonly first: MeasuredBlock | null; readonly second: MeasuredBlock | null }[];
  /** Number of pairs whose second week is over. The analysis ignores later pairs. */
  readonly complete: number;
}

export type RefusalReason =
  | 'definition-changed'
  | 'coverage-missing'
  | 'coverage-imbalanced'
  | 'carry-over'
  | 'no-outcomes';

export interface ExperimentResult {
  readonly verdict: 'a' | 'b' | 'no-difference' | 'running' | 'refused';
  readonly reasons: readonly RefusalReason[];
  readonly pValue: number;
  readonly uplift: Uplift;
  /** Null when blocks have no separate first part, in which the variant before may still act. */
  readonly carryOverPValue: number | null;
  readonly coveragePValue: number;
}

/**
 * Returns the result of one store, or of several stores with the same variants. It is `running` until the last week is
 * over.
 */
export function analyzeExperiment(records: readonly ExperimentRecord[]): ExperimentResult {
  const stores = records.map(toOutcomes);
  const { groups, signs, redrawn } = joinDesigns(records);
  const checks = {
    carryOverPValue: findCarryOver(records, { signs, groups }, redrawn),
    coveragePValue: testCoverageBalance(records.flatMap(listCoverages), signs, redrawn),
  };
  const reasons = findRefusals(records, stores, checks);
  const pValue = testSignificance(signs, joinDifferences(stores, 0), redrawn);
  const uplift = estimateUplift(stores, signs, redrawn);
  const isOver = records.every(({ complete, pairs }) => complete >= pairs.length);
  return { verdict: findVerdict({ reasons, isOver, pValue, uplift }), reasons, pValue, uplift, ...checks };
}

/**
 * Returns whether a store's experiment may stop at the last of `looks`. A look is the number of pairs complete at that
 * time. With one look at the end of each day, all looks together have 5 % false positives.
 */
export function canStopEarly(record: ExperimentRecord, looks: readonly number[]): boolean {
  const outcomes = toOutcomes(record);
  const redrawn = redrawSchedules(record.groups);
  const schedule = { looks, planned: record.pairs.length };
  return canStop(record.signs, joinDifferences([outcomes], 0), redrawn, schedule);
}

function toOutcomes(record: ExperimentRecord): StoreOutcomes {
  const { signs, groups } = record;
  return { signs, groups, pairs: usablePairs(record, (block) => block.whole) };
}

/**
 * Reads the outcomes of all pairs. A week's outcome is null when it has no block, low coverage or an incomplete pair.
 */
function usablePairs(
  { pairs, complete }: ExperimentRecord,
  read: (block: MeasuredBlock) => OutcomePair['first'],
): OutcomePair[] {
  const usable = (block: MeasuredBlock | null) =>
    block === null || block.coverage < MIN_COVERAGE ? null : read(block);
  return pairs.map(({ first, second }, i) =>
    i < complete ? { first: usable(first), second: usable(second) } : { first: null, second: null },
  );
}

function listCoverages({ pairs, complete }: ExperimentRecord) {
  return pairs.map(({ first, second }, i) =>
    first === null || second === null || i >= complete
      ? { first: 0, second: 0 }
      : { first: first.coverage, second: second.coverage },
  );
}

function findCarryOver(
  records: readonly ExperimentRecord[],
  design: { readonly signs: Int8Array; readonly groups: readonly number[] },
  redrawn: RedrawnSchedules,
): number | null {
  const pairs: SplitPair[] = records.flatMap((record) => {
    const late = usablePairs(record, (block) => block.late ?? null);
    return usablePairs(record, (block) => block.early ?? null).map((early, i) => ({
      early,
      late: late[i] ?? { first: null, second: null },
    }));
  });
  const isSplit = pairs.some(({ early }) => early.first !== null && early.second !== null);
  return isSplit ? testCarryOver(pairs, design, redrawn) : null;
}

function findRefusals(
  records: readonly ExperimentRecord[],
  stores: readonly StoreOutcomes[],
  checks: Pick<ExperimentResult, 'carryOverPValue' | 'coveragePValue'>,
): RefusalReason[] {
  const reasons: RefusalReason[] = [];
  if (records.some(hasChangedDefinition)) reasons.push('definition-changed');
  if (records.some((record, i) => missingShare(record, stores[i]) > MAX_MISSING_SHARE)) {
    reasons.push('coverage-missing');
  }
  if (checks.coveragePValue < CHECK_LEVEL) reasons.push('coverage-imbalanced');
  if (checks.carryOverPValue !== null && checks.carryOverPValue < CHECK_LEVEL) reasons.push('carry-over');
  if (joinDifferences(stores, 0).every((difference) => difference === 0)) reasons.push('no-outcomes');
  return reasons;
}

/** Returns true when measured blocks have different definitions. Blocks without coverage have no definition. */
function hasChangedDefinition({ pairs }: ExperimentRecord): boolean {
  const blocks = pairs.flatMap(({ first, second }) => [first, second]);
  const seen = blocks.flatMap((block) => (block === null || block.coverage === 0 ? [] : [block.definition]));
  return new Set(seen).size > 1;
}

/** Share of missing outcomes among complete pairs whose two weeks were both open. */
function missingShare({ pairs, complete }: ExperimentRecord, outcomes: StoreOutcomes | undefined): number {
  const open = pairs.flatMap(({ first, second }, i) =>
    i < complete && first !== null && second !== null ? [outcomes?.pairs[i]] : [],
  );
  const missing = open.filter((pair) => pair === undefined || pair.first === null || pair.second === null);
  return missing.length / Math.max(1, open.length);
}

function findVerdict(result: {
  readonly reasons: readonly RefusalReason[];
  readonly isOver: boolean;
  readonly pValue: number;
  readonly uplift: Uplift;
}): ExperimentResult['verdict'] {
  if (result.reasons.length > 0) return 'refused';
  if (!result.isOver) return 'running';
  if (result.pValue > LEVEL) return 'no-difference';
  return result.uplift.estimate > 0 ? 'b' : 'a';
}
