import type { Fact, RepeatRadiosEstimated } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { RepeatVisitorSummary } from '../model/window-summary.ts';
import { REPEAT_BUCKETS } from '../radios/repeat-visitor-estimator.ts';
import { roundShare } from '../statistics/round-share.ts';
import { isoTime } from '../time/iso-time.ts';
import type { CountsAt } from './summary-context.ts';

/** Records the estimates of the days that ended in the window. A longer window lists all of them. */
export function recordRepeatVisitors(countsAt: CountsAt<RepeatVisitorSummary[]>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'RepeatRadiosEstimated') countsAt(fact.at).push(summarizeRepeatVisitors(fact));
  };
}

function summarizeRepeatVisitors({
  from,
  at,
  coverage,
  radios,
  share,
}: RepeatRadiosEstimated): RepeatVisitorSummary {
  return {
    fromAt: isoTime(from),
    toAt: isoTime(at),
    coverage: roundShare(coverage),
    definition: `returning/1 buckets=${REPEAT_BUCKETS}`,
    n: Math.round(radios.mean),
    radiosLow: Math.floor(radios.low),
    radiosHigh: Math.ceil(radios.high),
    share: share === undefined ? null : roundShare(share.mean),
    shareLow: share === undefined ? null : roundShare(share.low),
    shareHigh: share === undefined ? null : roundShare(share.high),
  };
}

export function restoreRepeatVisitors(saved: Json): RepeatVisitorSummary[] {
  return saved as RepeatVisitorSummary[];
}
