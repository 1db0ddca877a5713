import type { ExperimentResult } from '../../core/experiments/analyze-experiment.ts';
import { analyzeExperiment } from '../../core/experiments/analyze-experiment.ts';
import type { OutcomeRow } from '../../core/experiments/block-of-rows.ts';
import { countBlocks, createRecord } from '../../core/experiments/experiment-record.ts';
import type { PooledStore } from './pooled-store.ts';

export interface PooledResult {
  readonly pooled: ExperimentResult;
  /**
   * Result of each store, in the order of the stores. `complete` is the number of complete pairs of blocks, out of all
   * pairs.
   */
  readonly stores: readonly {
    readonly result: ExperimentResult;
    readonly complete: number;
    readonly pairs: number;
  }[];
  /**
   * Analysis of the weeks before the start, when no effect can exist (A/A check). Undefined without outcomes of those
   * weeks.
   */
  readonly before: ExperimentResult | undefined;
}

/**
 * Analyses an experiment, for all stores together and for each store separately. `rows[i]` are the rows of `stores[i]`.
 */
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
