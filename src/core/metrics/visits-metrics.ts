import type { VisitsEstimated } from '../model/door-fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { VisitsSummary } from '../model/window-summary.ts';
import { roundShare } from '../statistics/round-share.ts';
import { isoTime } from '../time/iso-time.ts';
import type { CountsAt } from './summary-context.ts';

/**
 * Records the store visits that were estimated in the window. Each belongs to an earlier time span; a longer window
 * lists all of them.
 */
export function recordVisits(countsAt: CountsAt<VisitsSummary[]>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'VisitsEstimated') countsAt(fact.at).push(summarizeVisits(fact));
  };
}

function summarizeVisits(fact: VisitsEstimated): VisitsSummary {
  const { from, at, coverage, entries, meanMs, meanLowMs, meanHighMs, bounceMs, bounce } = fact;
  return {
    fromAt: isoTime(from),
    toAt: isoTime(at),
    coverage: roundShare(coverage),
    definition: `visits/1 bounce=${bounceMs}`,
    n: Math.round(entries),
    meanMs: Math.round(meanMs),
    meanLowMs: Math.round(meanLowMs),
    meanHighMs: Math.round(meanHighMs),
    bounceShare: bounce === undefined ? null : roundShare(bounce.share),
    bounceLow: bounce === undefined ? null : roundShare(bounce.low),
    bounceHigh: bounce === undefined ? null : roundShare(bounce.high),
    upToMs: bounce?.upToMs.map(Math.round) ?? [],
    shares: bounce?.shares.map(roundShare) ?? [],
  };
}

export function restoreVisits(saved: Json): VisitsSummary[] {
  return saved as VisitsSummary[];
}
