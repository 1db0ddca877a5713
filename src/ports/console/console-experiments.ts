import type { EpochMs } from '../../core/model/ids.ts';

export type VariantName = 'a' | 'b';

export interface ExperimentResultView {
  /** The result. It is `running` until the last block is over. */
  readonly verdict: VariantName | 'no-difference' | 'running' | 'refused';
  readonly reasons: readonly string[];
  readonly pValue: number;
  /** Outcome of b ÷ outcome of a − 1, with its 95 % interval. `low` is −1 below −86 %; `high` is null above +640 %. */
  readonly uplift: { readonly estimate: number; readonly low: number; readonly high: number | null };
  readonly mayStop: boolean;
}

export interface ExperimentView {
  readonly id: string;
  readonly name: string;
  readonly variants: Readonly<Record<VariantName, string>>;
  readonly measure: string;
  readonly zone: string | null;
  /** Local dates, both included. */
  readonly from: string;
  readonly until: string;
  /** The variant that runs now; null outside the experiment. */
  readonly now: VariantName | null;
  /** Blocks of the present day. */
  readonly today: readonly { readonly from: EpochMs; readonly to: EpochMs; readonly variant: VariantName }[];
  /** Statistical power of the experiment, estimated from the weeks before it. Null until it is estimated. */
  readonly promise: {
    readonly powerAtTenPercent: number;
    /** Smallest uplift that the experiment detects with 80 % power. Null when even +400 % is too small. */
    readonly visibleUplift: number | null;
    /** A/A check: the p-value of the schedule on weeks in which no variant ran. */
    readonly pValueBefore: number;
  } | null;
  readonly result: ExperimentResultView | null;
  /** `complete`: pairs of blocks that are over. `pairs`: all pairs of blocks in the experiment. */
  readonly complete: number;
  readonly pairs: number;
}

export interface ConsoleExperiments {
  view(): readonly ExperimentView[];
}
