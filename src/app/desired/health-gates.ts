import type { EpochMs } from '../../core/model/ids.ts';
import type { Gates } from '../../ports/messages/desired.ts';
import type { EntryComparison } from './usual-entries.ts';

/**
 * Time for sensors to work again after the change. The detector of a camera and the first report of a counter take a
 * while.
 */
const SENSORS_BACK_MS = 10 * 60_000;
/**
 * Longest wait until the broker accepts a row. Rows are sent every minute. Even a trial of one minute therefore fails
 * only after 4 minutes.
 */
const ACCEPTED_WITHIN_MS = 4 * 60_000;
/**
 * Entries are judged only if at least this many people usually come. With fewer, entries may be low by chance. If 30
 * usually come, the chance of fewer than 9 is below 0.0001 (Poisson).
 */
const ENOUGH = 30;
const MOST_SHARE = 3;
const MINUTE_MS = 60_000;

/** The present state of a trial. */
export interface TrialHealth {
  readonly gates: Gates;
  readonly elapsedMs: number;
  /** Ids of sensors that worked before the trial and do not work now. */
  readonly lost: readonly string[];
  /** Whether the broker has accepted a row since the trial began. */
  readonly isAccepted: boolean;
  /** Compares entries with the usual number. Called only when the trial has lasted long enough. */
  readonly entries: () => EntryComparison;
}

export type TrialResult =
  | { readonly kind: 'on'; readonly untilMs: number }
  | { readonly kind: 'kept'; readonly proven: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Decides whether the trial of new settings continues, or they are kept or rolled back. `untilMs` is the expected
 * length of the trial.
 */
export function judgeTrial({ gates, elapsedMs, lost, isAccepted, entries }: TrialHealth): TrialResult {
  const trialMs = gates.minutes * MINUTE_MS;
  const acceptMs = Math.max(trialMs, ACCEPTED_WITHIN_MS);
  if (lost.length > 0 && elapsedMs >= Math.min(trialMs, SENSORS_BACK_MS))
    return failed(`sensors that worked before do not: ${lost.join(', ')}`);
  if (!isAccepted && elapsedMs >= acceptMs)
    return failed(
      `the broker accepted no row in ${acceptMs / MINUTE_MS} minutes: it may have been away, and the settings good`,
    );
  if (elapsedMs < trialMs) return { kind: 'on', untilMs: trialMs };
  if (!isAccepted) return { kind: 'on', untilMs: acceptMs };
  return judgeEntries(gates, elapsedMs, entries());
}

function judgeEntries(gates: Gates, elapsedMs: number, { seen, usual }: EntryComparison): TrialResult {
  const extendedMs = gates.extendHours * 60 * MINUTE_MS;
  if (usual === null || usual < ENOUGH) {
    return elapsedMs < extendedMs ? { kind: 'on', untilMs: extendedMs } : { kind: 'kept', proven: false };
  }
  const counted = `${Math.round(seen)} entries, where ${Math.round(usual)} are usual`;
  if (seen < gates.countsAtLeast * usual) return failed(`counts collapsed: ${counted}`);
  return seen > MOST_SHARE * usual ? failed(`counts exploded: ${counted}`) : { kind: 'kept', proven: true };
}

function failed(reason: string): TrialResult {
  return { kind: 'failed', reason };
}

/** Interval between comparisons of entries in an extended trial. Each comparison reads hundreds of windows. */
export const EXTENDED_LOOK_MS: number = 15 * MINUTE_MS;

export function endOfTrial(startedAt: EpochMs, untilMs: number): EpochMs {
  return (startedAt + untilMs) as EpochMs;
}
