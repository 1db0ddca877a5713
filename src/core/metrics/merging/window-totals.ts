import type { JourneySummary, SensorSummary, WindowSummary } from '../../model/window-summary.ts';
import { isoTime, parseIsoTime } from '../../time/iso-time.ts';
import { DOOR_MERGE } from '../door-metrics.ts';
import { FEEDBACK_MERGE } from '../feedback-metrics.ts';
import { mergeJourneys } from '../journey-metrics.ts';
import { LINE_MERGE } from '../line-metrics.ts';
import { PRODUCT_MERGE } from '../product-metrics.ts';
import { QUEUE_MERGE } from '../queue-metrics.ts';
import { RADIO_MERGE } from '../radio-metrics.ts';
import { SHOPFRONT_MERGE } from '../shopfront-metrics.ts';
import { STORE_MERGE } from '../store-metrics.ts';
import { TROLLEY_MERGE } from '../trolley-metrics.ts';
import { ZONE_MERGE } from '../zone-metrics.ts';
import type { DarkTime } from './dark-times.ts';
import { findDarkTimes, joinDarkTimes } from './dark-times.ts';
import { withDerived } from './derived-metrics.ts';
import type { ItemTotals } from './item-totals.ts';
import { joinItems, settleItem, toItemTotals } from './item-totals.ts';
import type { MergeRule, MergeRules } from './merge-rules.ts';
import type { PairedCounts } from './paired-counts.ts';
import { addPaired, findPaired, withPairedShares } from './paired-counts.ts';
import type { PeakOccupancy } from './peak.ts';
import { findPeak, higherPeak } from './peak.ts';

const SENSOR_MERGE = {
  sensor: 'last',
  type: 'last',
  coverage: 'coverage',
} as const satisfies MergeRules<SensorSummary>;

/** Each list of a window, the id field of its items, and their rules. The store is treated as a list with one item. */
const LISTS = {
  sensors: ['sensor', SENSOR_MERGE],
  zones: ['zone', ZONE_MERGE],
  lines: ['line', LINE_MERGE],
  doors: ['door', DOOR_MERGE],
  queues: ['zone', QUEUE_MERGE],
  feedback: ['sensor', FEEDBACK_MERGE],
  trolleys: ['zone', TROLLEY_MERGE],
  products: ['tag', PRODUCT_MERGE],
  radios: ['sensor', RADIO_MERGE],
  store: ['', STORE_MERGE],
  shopfront: ['', SHOPFRONT_MERGE],
} as const satisfies Partial<
  Record<keyof WindowSummary, readonly [string, { readonly [f: string]: MergeRule }]>
>;

type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** Neighbouring windows in a form that adds up exactly, to an hour, a day or a month. Plain JSON. */
export interface WindowTotals {
  readonly startMs: number;
  readonly endMs: number;
  /** Sum of the windows' lengths; less than end minus start when windows are missing. */
  readonly knownMs: number;
  readonly revision: number;
  readonly partial: boolean;
  readonly items: { readonly [list: string]: readonly ItemTotals[] };
  readonly journeys: readonly JourneySummary[];
  readonly trolleyJourneys: readonly JourneySummary[];
  readonly visits: WindowSummary['visits'];
  readonly returning: WindowSummary['returning'];
  /** Counts of the windows in which both sides of a rate are known. */
  readonly paired: PairedCounts;
  /** Highest occupancy at the end of any of the windows. */
  readonly peak: PeakOccupancy | null;
  /** Times in which each sensor was not live. */
  readonly dark: readonly DarkTime[];
}

/** Converts a window to totals. `openSeconds` is its time within opening hours, if known. */
export function toTotals(window: WindowSummary, openSeconds?: number): WindowTotals {
  const startMs = parseIsoTime(window.startAt);
  const length = { seconds: window.durationMs / 1000, openSeconds };
  const { revision, partial, journeys, trolleyJourneys, visits, returning } = window;
  const items = LIST_NAMES.flatMap((name) => {
    const list = [window[name] ?? []].flat();
    return list.length === 0
      ? []
      : [[name, list.map((item) => toItemTotals(LISTS[name][1], item, length))] as const];
  });
  return {
    ...{ startMs, endMs: startMs + window.durationMs, knownMs: window.durationMs, revision, partial },
    ...{ items: Object.fromEntries(items), journeys, trolleyJourneys, visits, returning },
    ...{ paired: findPaired(window), peak: findPeak(window), dark: findDarkTimes(window) },
  };
}

/** Adds up neighbouring totals, the oldest first. */
export function joinTotals(parts: readonly WindowTotals[]): WindowTotals {
  const [oldest, newest] = [parts[0], parts.at(-1)];
  if (oldest === undefined || newest === undefined) throw new RangeError('nothing to merge');
  if (parts.length === 1) return oldest;
  const items = LIST_NAMES.flatMap((name) => {
    const joined = joinList(
      name,
      parts.flatMap((part) => part.items[name] ?? []),
    );
    return joined.length === 0 ? [] : [[name, joined] as const];
  });
  return {
    ...{ startMs: oldest.startMs, endMs: Math.max(...parts.map(({ endMs }) => endMs)) },
    knownMs: parts.reduce((sum, { knownMs }) => sum + knownMs, 0),
    revision: Math.max(...parts.map(({ revision }) => revision)),
    partial: parts.some(({ partial }) => partial),
    items: Object.fromEntries(items),
    journeys: mergeJourneys(parts.flatMap(({ journeys }) => journeys)),
    trolleyJourneys: mergeJourneys(parts.flatMap(({ trolleyJourneys }) => trolleyJourneys)),
    visits: parts.flatMap(({ visits }) => visits),
    returning: parts.flatMap(({ returning }) => returning),
    paired: addPaired(parts.map(({ paired }) => paired)),
    peak: higherPeak(parts.map(({ peak }) => peak)),
    dark: joinDarkTimes(parts.flatMap(({ dark }) => dark)),
  };
}

/** Groups items by id, in the order of their first appearance. */
function joinList(name: ListName, items: readonly ItemTotals[]): ItemTotals[] {
  const [idField, rules] = LISTS[name];
  const groups = Map.groupBy(items, (item) => String(item[idField]));
  return [...groups.values()].map((group) => joinItems(rules, group));
}

/**
 * Converts totals to a window. Missing time counts as not covered. With `openSeconds`, coverage refers to opening
 * hours.
 */
export function settleTotals(totals: WindowTotals, openSeconds?: number): WindowSummary {
  const { startMs, endMs, revision, partial, journeys, trolleyJourneys, visits, returning } = totals;
  const length = { seconds: (endMs - startMs) / 1000, openSeconds };
  const list = <K extends ListName>(name: K): ItemOf<K>[] =>
    (totals.items[name] ?? []).map((item) => settleItem(LISTS[name][1], item, length));
  const [store] = list('store');
  if (store === undefined) throw new RangeError('a window without its store');
  const window = withDerived({
    ...{ startAt: isoTime(startMs), durationMs: endMs - startMs, revision, partial },
    ...{ sensors: list('sensors'), zones: list('zones'), lines: list('lines'), doors: list('doors') },
    ...{ queues: list('queues'), feedback: list('feedback'), trolleys: list('trolleys') },
    ...{ products: list('products'), radios: list('radios'), journeys, trolleyJourneys },
    ...{ store, shopfront: list('shopfront')[0] ?? null, visits, returning },
  });
  return withPairedShares(window, totals.paired);
}

type ItemOf<K extends ListName> =
  NonNullable<WindowSummary[K]> extends readonly (infer T)[] ? T : NonNullable<WindowSummary[K]>;
