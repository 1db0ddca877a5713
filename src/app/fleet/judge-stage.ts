import type { KnownGateway } from '../../cloud/fleet/fleet-store.ts';
import type { RolloutPolicy } from '../../config/fleet/rollout-policy.ts';

/** The state of one gateway in the roll-out of one revision. */
export type Standing = 'kept' | 'failed' | 'trial' | 'waiting' | 'offline';

export interface StageCounts {
  readonly kept: number;
  readonly failed: number;
  readonly trial: number;
  readonly waiting: number;
  /** Gateways that have not answered and were not seen for a day. The stage does not wait for them. */
  readonly offline: number;
}

export type StageResult =
  | { readonly kind: 'on' }
  | { readonly kind: 'done' }
  | { readonly kind: 'halt'; readonly reason: string };

export function findStanding(known: KnownGateway | undefined, revision: number): Standing {
  const { report = null, isSeen = false } = known ?? {};
  if (report?.kept === revision) return 'kept';
  if (report !== null && report.revision === revision) {
    if (report.phase === 'rolled-back' || report.phase === 'refused') return 'failed';
    return report.phase === 'trial' ? 'trial' : 'waiting';
  }
  return isSeen ? 'waiting' : 'offline';
}

export function countStandings(standings: readonly Standing[]): StageCounts {
  const count = (standing: Standing) => standings.filter((each) => each === standing).length;
  return {
    ...{ kept: count('kept'), failed: count('failed'), trial: count('trial') },
    ...{ waiting: count('waiting'), offline: count('offline') },
  };
}

/**
 * Decides whether a stage continues, is done, or halts the roll-out. It halts when the share of failed gateways is too
 * large. Canaries are judged from the first answer; later stages only when enough gateways have answered.
 */
export function judgeStage(stage: string, counts: StageCounts, policy: RolloutPolicy): StageResult {
  const { kept, failed, trial, waiting } = counts;
  const done = kept + failed;
  const seen = done + trial + waiting;
  const isOver = done >= (seen * policy.quorumPercent) / 100;
  const isTooMany = failed * 100 > policy.haltAbovePercent * done;
  const isJudged = stage === 'canary' || done >= policy.haltAfter || isOver;
  if (isTooMany && isJudged)
    return { kind: 'halt', reason: `${failed} of ${done} gateways failed in stage ${stage}` };
  return seen > 0 && isOver ? { kind: 'done' } : { kind: 'on' };
}
