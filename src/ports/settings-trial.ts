import type { TrialComparison } from '../core/zones/settings-trial.ts';
import type { ApplyResult } from './console/console-settings.ts';

/** New settings on trial: they roll back when counts drop. */
export interface TrialView {
  /** Hash of the settings on trial. `oldHash` names the settings to restore if the trial fails. */
  readonly hash: string;
  readonly oldHash: string;
  readonly by: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly counts: readonly TrialComparison[];
}

/** How the last trial ended; null after a technician rolled it back. Another applied change ends it as `kept`. */
export interface TrialEnd {
  readonly at: string;
  readonly outcome: 'kept' | 'taken-back';
  /** Why the trial failed: the count of a zone or line that dropped, or a sensor that stopped detecting. */
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
  /** Keeps the change or restores the old version. Returns undefined when no trial runs. */
  end(outcome: TrialEnd['outcome'], by: string): Promise<ApplyResult | undefined>;
}
