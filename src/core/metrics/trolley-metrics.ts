import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import { selectTags } from '../model/store-model.ts';
import type { TrolleySummary } from '../model/window-summary.ts';
import { placingCoverage } from './coverage/hearing-coverage.ts';
import { summarizeDwell } from './dwell-summary.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';
import type { EndedVisit } from './zone-metrics.ts';
import { endedVisit } from './zone-metrics.ts';

export const TROLLEY_MERGE = {
  zone: 'last',
  ...GROUP_MERGE,
  entries: 'sum',
  exits: 'sum',
  visits: 'sum',
  presenceMs: 'sum',
  dwell: 'dwell',
} as const satisfies MergeRules<TrolleySummary>;

type TrolleyCounts = {
  entries: number;
  exits: number;
  visits: number;
  presenceMs: number;
  ended: EndedVisit[];
};

/** Counts by zone. Only zones with trolleys have an entry. */
export type TrolleysCounts = { [zone: string]: TrolleyCounts };

export function trolleyCountsIn(trolleys: TrolleysCounts, zone: string): TrolleyCounts {
  trolleys[zone] ??= { entries: 0, exits: 0, visits: 0, presenceMs: 0, ended: [] };
  return trolleys[zone];
}

export function recordTrolleys(
  countsAt: CountsAt<TrolleysCounts>,
  { zones }: StoreModel,
): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'TrolleyEntered') trolleyCountsIn(countsAt(fact.at), fact.zone).entries += 1;
    if (fact.kind !== 'TrolleyLeft') return;
    const counts = trolleyCountsIn(countsAt(fact.at), fact.zone);
    const minimumMs = zones.find(({ id }) => id === fact.zone)?.thresholds.visitMs ?? 0;
    counts.exits += 1;
    if (fact.dwellMs >= minimumMs) counts.visits += 1;
    counts.ended.push(endedVisit(fact));
  };
}

/** Summarises the zones on the floor plan. Empty when no trolley has a tag. */
export function summarizeTrolleys(trolleys: TrolleysCounts, context: SummaryContext): TrolleySummary[] {
  const { model } = context;
  if (selectTags(model, 'trolley').length === 0) return [];
  const coverage = placingCoverage(context);
  return model.zones.flatMap((zone) =>
    zone.space === 'floor' ? [summarizeZone(zone, trolleys[zone.id], coverage)] : [],
  );
}

function summarizeZone(
  { id, thresholds }: ZoneModel,
  counts: TrolleyCounts | undefined,
  coverage: number,
): TrolleySummary {
  const head = { zone: id, coverage, definition: `trolley/1 visit=${thresholds.visitMs}` };
  if (coverage === 0) {
    return { ...head, n: null, entries: null, exits: null, visits: null, presenceMs: null, dwell: null };
  }
  const { entries = 0, exits = 0, visits = 0, presenceMs = 0, ended = [] } = counts ?? {};
  const dwell = summarizeDwell(ended);
  return { ...head, n: exits, entries, exits, visits, presenceMs: Math.round(presenceMs), dwell };
}

export function restoreTrolleys(saved: Json): TrolleysCounts {
  return saved as TrolleysCounts;
}
