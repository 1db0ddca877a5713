import type { TrialComparison } from '../core/zones/settings-trial.ts';
import type { ApplyResult } from './console/console-settings.ts';

/** New settings that are monitored for a while before they are kept. */
export interface TrialView {
  /** The version on trial, and the one that comes back when it fails. */
  readonly hash: string;
  readonly oldHash: string;
  readonly by: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly counts: readonly TrialComparison[];
}

/** How the last trial ended without a user's decision. */
export interface TrialEnd {
  readonly at: string;
  readonly outcome: 'kept' | 'taken-back';
  /** The count that dropped: a zone or line with its counts, or a sensor that stopped detecting. */
  readonly because?:
    | { readonly kind: 'count'; readonly count: TrialComparison }
    | { readonly kind: 'sensor'; readonly sensor: string };
}

export interface TrialsView {
  readonly running: TrialView | null;
  readonly last: TrialEnd | null;
}

export interface ConsoleTrials {
  view(): TrialsView;
  /** Keeps the change or restores the old version. Undefined without a trial. */
  end(outcome: TrialEnd['outcome'], by: string): Promise<ApplyResult | undefined>;
}
