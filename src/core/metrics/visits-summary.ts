import type { VisitsEstimated } from '../fact.ts';
import { isoTime } from './iso-time.ts';
import { roundShare } from './round-share.ts';
import type { VisitsSummary } from './summary.ts';

export function visitsSummary(fact: VisitsEstimated): VisitsSummary {
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
