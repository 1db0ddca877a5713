import type { ExperimentResult } from '../../core/experiments/analyze-experiment.ts';
import { analyzeExperiment } from '../../core/experiments/analyze-experiment.ts';
import type { OutcomeRow } from '../../core/experiments/block-of-rows.ts';
import { countBlocks, createRecord } from '../../core/experiments/experiment-record.ts';
import type { PooledStore } from './pooled-store.ts';

export interface PooledResult {
  readonly pooled: ExperimentResult;
  /** Results in the order of the stores, with the number of complete pairs of blocks and of all pairs. */
  readonly stores: readonly {
    readonly result: ExperimentResult;
    readonly complete: number;
    readonly pairs: number;
  }[];
  /** A/A check: the analysis of the weeks before the start. Undefined when they have no outcomes. */
  readonly before: ExperimentResult | undefined;
}

/** Analyses the experiment for all stores together and for each alone. `rows` holds the rows of each store. */
export function poolStores(
  stores: readonly PooledStore[],
  rows: readonly (readonly OutcomeRow[])[],
): PooledResult {
  const measured = stores.map((store, i) => ({ plan: store.plan, blocks: store.measure(rows[i] ?? []) }));
  const records = measured.map(({ plan, blocks }) => createRecord(plan, blocks, 0));
  const earlier = measured.map(({ plan, blocks }) => createRecord(plan, blocks, -countBlocks(plan)));
  const before = analyzeExperiment(earlier);
  return {
    pooled: analyzeExperiment(records),
    stores: records.map((record) => ({
      ...{ result: analyzeExperiment([record]), complete: record.complete, pairs: record.pairs.length },
    })),
    before: before.reasons.includes('no-outcomes') ? undefined : before,
  };
}
