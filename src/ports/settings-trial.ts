import type { TrialComparison } from '../core/zones/settings-trial.ts';
import type { ApplyResult } from './console-settings.ts';

/** New settings that are watched for a while before they are kept for good. */
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
  /** What collapsed: a zone or line with its counts, or a sensor that stopped seeing. */
  readonly because?:
    | { readonly kind: 'count'; readonly count: TrialComparison }
    | { readonly kind: 'sensor'; readonly sensor: string };
}

export interface ConsoleTrials {
  view(): { readonly running: TrialView | null; readonly last: TrialEnd | null };
  /** Ends the trial for good or by putting the old version back. Undefined when none is on. */
  end(outcome: TrialEnd['outcome'], by: string): Promise<ApplyResult | undefined>;
}
