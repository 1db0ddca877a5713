import { NO_AUDIT } from '../door-audit/audit-stamp.ts';
import type { Estimate } from '../model/estimate.ts';
import type { Fact, OccupancyEstimated } from '../model/fact.ts';
import type { EpochMs, Json } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { DoorSummary, StoreSummary } from '../model/window-summary.ts';
import { roundCoverage, roundShare } from '../statistics/round-share.ts';
import { whyNoGroups, withAbsence } from './absences.ts';
import type { LinesCounts } from './line-metrics.ts';
import type { BeforeDerived, MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { FieldsRestatedBy, RestateRule, RestateRules } from './merging/restate-rules.ts';
import { GROUP_RESTATE } from './merging/restate-rules.ts';
import { getRate } from './rate.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';
import { getWindowEnd } from './summary-context.ts';

export const STORE_MERGE = {
  ...GROUP_MERGE,
  entries: 'sum',
  exits: 'sum',
  // Value at the window's end.
  occupancy: 'last',
  occupancyLow: 'last',
  occupancyHigh: 'last',
  transactions: 'sum',
  groups: 'sum',
  conversion: 'derived',
  conversionLow: 'derived',
  conversionHigh: 'derived',
  conversionPerGroup: 'derived',
  restored: 'sum',
  auditId: 'last',
  auditAgeDays: 'last',
} as const satisfies MergeRules<StoreSummary>;

const STORE_RESTATE = {
  ...GROUP_RESTATE,
  n: 'crossings',
  entries: 'crossings',
  exits: 'crossings',
  occupancy: 'occupancy',
  occupancyLow: 'occupancy',
  occupancyHigh: 'occupancy',
  transactions: 'kept',
  groups: 'kept',
  conversion: 'derived',
  conversionLow: 'derived',
  conversionHigh: 'derived',
  conversionPerGroup: 'derived',
  restored: 'crossings',
  auditId: 'kept',
  auditAgeDays: 'kept',
} as const satisfies RestateRules<StoreSummary>;

/** Empty values of the fields that `deriveConversion` fills. */
export const NO_CONVERSION = {
  conversion: null,
  conversionLow: null,
  conversionHigh: null,
  conversionPerGroup: null,
} as const satisfies BeforeDerived<typeof STORE_MERGE>;

type OccupancyEstimate = {
  readonly at: EpochMs;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
};

export type StoreCounts = { transactions: number; occupancy: OccupancyEstimate | null };

export function createStore(): StoreCounts {
  return { transactions: 0, occupancy: null };
}

export function recordStore(countsAt: CountsAt<StoreCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'SaleCounted') countsAt(fact.at).transactions += fact.transactions;
    // An estimate on the border of two windows belongs to the first.
    if (fact.kind === 'OccupancyEstimated') recordOccupancy(countsAt((fact.at - 1) as EpochMs), fact);
  };
}

/** Keeps the latest estimate, because a window's occupancy is the value at its end. */
function recordOccupancy(counts: StoreCounts, { at, mean, low, high }: OccupancyEstimated): void {
  if (counts.occupancy === null || counts.occupancy.at <= at) counts.occupancy = { at, mean, low, high };
}

/** The counts that are summed to the store's counts. */
export interface StoreAndDoors {
  readonly store: StoreCounts;
  readonly lines: LinesCounts;
}

export function summarizeStore(
  { store, lines }: StoreAndDoors,
  summaries: readonly DoorSummary[],
  context: SummaryContext,
): StoreSummary {
  const coverage = roundCoverage(context.counted.storeShare(context.start, getWindowEnd(context)));
  const isKnown = coverage > 0;
  const total = (direction: 'in' | 'out') =>
    isKnown ? summaries.reduce((sum, door) => sum + (door[direction] ?? 0), 0) : null;
  const [entries, exits] = [total('in'), total('out')];
  const occupancy = isKnown ? store.occupancy : null;
  return {
    coverage,
    n: entries === null || exits === null ? null : entries + exits,
    definition: withAbsence('store/1', 'groups', whyNoGroups(context.model)),
    entries,
    exits,
    occupancy: occupancy?.mean ?? null,
    occupancyLow: occupancy?.low ?? null,
    occupancyHigh: occupancy?.high ?? null,
    transactions: transactions(store, context),
    groups: isKnown ? groupsIn(lines, context) : null,
    ...NO_CONVERSION,
    restored: isKnown ? summaries.reduce((sum, door) => sum + door.restored, 0) : 0,
    ...NO_AUDIT,
  };
}

/** Returns null unless a till reports: a missing report is not zero sales. */
function transactions({ transactions: counted }: StoreCounts, context: SummaryContext): number | null {
  const isReported = sensorsOfKind(context.model.sensors, 'makes-sales').some(
    ({ id }) => context.coverage([id]) > 0,
  );
  return isReported || counted > 0 ? counted : null;
}

/** Returns null unless each door has a counting line on the floor plan, where groups are detected. */
function groupsIn(counts: LinesCounts, context: SummaryContext): number | null {
  const { model, coverage, counted } = context;
  const { lines }: StoreModel = model;
  let groups = 0;
  for (const door of counted.begun.doorsBefore(getWindowEnd(context))) {
    const index = lines.findIndex(({ id, space }) => space === 'floor' && door.lines.includes(id));
    const line = lines[index];
    if (line === undefined || coverage(line.sensors) === 0) return null;
    groups += counts.groups[index]?.in ?? 0;
  }
  return groups;
}

/**
 * Returns the conversion of those who came in. Its interval is the counting error of the doors: had each person been
 * seen, the share would be exact. Chance would ask who else might have come.
 */
export function deriveConversion(
  { transactions: sold, entries, groups }: StoreSummary,
  doors: readonly DoorSummary[],
): Pick<StoreSummary, keyof typeof NO_CONVERSION> {
  const share = getRate(sold, entries)?.share ?? null;
  // With more transactions than entries (a person pays twice), the ratio is no share and has no interval.
  const end = (key: 'inLow' | 'inHigh') => {
    const people = sumOfKnown(doors.map((door) => door[key]));
    if (sold === null || share === null || share > 1 || people === null) return null;
    return roundShare(sold / Math.max(1, people));
  };
  return {
    conversion: share,
    conversionLow: end('inHigh'),
    conversionHigh: end('inLow'),
    conversionPerGroup: getRate(sold, groups)?.share ?? null,
  };
}

function sumOfKnown(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** Sets the store's counts to the sums of its doors, where all of them are known. */
export function restateStoreCrossings(
  store: StoreSummary,
  doors: readonly DoorSummary[],
  restored: number,
): StoreSummary {
  const total = (direction: 'in' | 'out', field: 'entries' | 'exits') => {
    const sum = sumOfKnown(doors.map((door) => door[direction]));
    return sum ?? store[field];
  };
  const entries = total('in', 'entries');
  const exits = total('out', 'exits');
  const n = entries === null || exits === null ? store.n : entries + exits;
  const restated: RestatedBy<'crossings'> = { entries, exits, n, restored: store.restored + restored };
  return { ...store, ...restated };
}

/** Updates the store after a counter's later report. The store's coverage is the lowest coverage of its doors. */
export function reportStore(store: StoreSummary, doors: readonly DoorSummary[]): StoreSummary {
  const coverage = Math.min(...doors.map((door) => door.coverage));
  return coverage === 0 ? store : { ...restateStoreCrossings(store, doors, 0), coverage };
}

/** Sets the corrected occupancy at the window's end. */
export function restateStoreOccupancy(store: StoreSummary, { mean, low, high }: Estimate): StoreSummary {
  const restated: RestatedBy<'occupancy'> = { occupancy: mean, occupancyLow: low, occupancyHigh: high };
  return { ...store, ...restated };
}

type RestatedBy<Rule extends RestateRule> = Pick<StoreSummary, FieldsRestatedBy<Rule, typeof STORE_RESTATE>>;

export function restoreStore(saved: Json): StoreCounts {
  return saved as StoreCounts;
}
