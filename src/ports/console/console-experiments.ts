import type { EpochMs } from '../../core/model/ids.ts';

export type VariantName = 'a' | 'b';

export interface ExperimentResultView {
  /** `running` before the last block is over. */
  readonly verdict: VariantName | 'no-difference' | 'running' | 'refused';
  readonly reasons: readonly string[];
  readonly pValue: number;
  /** Outcome of b ÷ outcome of a − 1, with its 95 % interval. An end beyond −86 % or +640 % is null. */
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
  /** Which variant runs now; null outside of the experiment. */
  readonly now: VariantName | null;
  /** Today's blocks. */
  readonly today: readonly { readonly from: EpochMs; readonly to: EpochMs; readonly variant: VariantName }[];
  /** From the weeks before; null while they are not measured. */
  readonly promise: {
    readonly powerAtTenPercent: number;
    /** Least uplift that is found four times in five; null: none up to +400 %. */
    readonly visibleUplift: number | null;
    /** A/A check: p-value of the schedule on weeks without any variant. */
    readonly pValueBefore: number;
  } | null;
  readonly result: ExperimentResultView | null;
  /** Pairs of blocks that are over, and all of them. */
  readonly complete: number;
  readonly pairs: number;
}

export interface ConsoleExperiments {
  view(): readonly ExperimentView[];
}
