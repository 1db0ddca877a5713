import { withDerived } from './derived.ts';
import { mergeDwell } from './dwell-summary.ts';
import { isoTime, parseIsoTime } from './iso-time.ts';
import type { Join, Merge } from './joining.ts';
import { joinJourneys, newest, sumOf } from './joining.ts';
import { mergeTags } from './merge-tags.ts';
import { roundShare } from './round-share.ts';
import type {
  DoorSummary,
  FeedbackSummary,
  LineSummary,
  QueueSummary,
  ShopfrontSummary,
  StoreSummary,
  WindowSummary,
  ZoneSummary,
} from './summary.ts';

/**
 * Neighbouring windows → one longer one. Counts, sums and person-time add up exactly; the most at once is the greatest;
 * quantiles come from the dwell bins; coverage is weighted by time, and a window that is missing in between counts as
 * not covered. What no window knew stays null.
 */
export function mergeWindows(windows: readonly WindowSummary[]): WindowSummary {
  const inOrder = [...windows].sort((a, b) => parseIsoTime(a.startAt) - parseIsoTime(b.startAt));
  const first = inOrder[0];
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('nothing to merge');
  const start = parseIsoTime(first.startAt);
  const durationMs = parseIsoTime(last.startAt) + last.durationMs - start;
  const weights = inOrder.map((window) => window.durationMs / durationMs);
  const merge: Merge = (pick, key, join) =>
    joinByKey(
      inOrder.map((window, i) => ({ items: pick(window), weight: weights[i] ?? 0 })),
      key,
      join,
    );
  return withDerived({
    startAt: isoTime(start),
    durationMs,
    revision: Math.max(...inOrder.map((window) => window.revision)),
    partial: inOrder.some((window) => window.partial),
    sensors: merge(
      (window) => window.sensors,
      (sensor) => sensor.sensor,
      (items, coverage) => ({ ...newest(items), coverage }),
    ),
    zones: merge(
      (window) => window.zones,
      (zone) => zone.zone,
      joinZones,
    ),
    lines: merge(
      (window) => window.lines,
      (line) => line.line,
      (items, coverage) => ({
        ...joinPassings(items, coverage),
        groupsIn: sumOf(items, 'groupsIn'),
        groupsOut: sumOf(items, 'groupsOut'),
      }),
    ),
    doors: merge(
      (window) => window.doors,
      (door) => door.door,
      joinDoors,
    ),
    queues: merge(
      (window) => window.queues,
      (queue) => queue.zone,
      joinQueues,
    ),
    journeys: joinJourneys(inOrder.flatMap((window) => window.journeys)),
    feedback: merge(
      (window) => window.feedback,
      (terminal) => terminal.sensor,
      joinFeedback,
    ),
    ...mergeTags(inOrder, merge),
    store: joinStores(inOrder, weights),
    shopfront: joinShopfronts(inOrder, weights),
    visits: inOrder.flatMap((window) => window.visits),
    returning: inOrder.flatMap((window) => window.returning ?? []),
    inside: inOrder.flatMap((window) => window.inside ?? []),
  });
}

function joinStores(windows: readonly WindowSummary[], weights: readonly number[]): StoreSummary {
  const stores = windows.map((window) => window.store);
  return {
    ...newest(stores),
    coverage: round(stores.reduce((sum, store, i) => sum + store.coverage * (weights[i] ?? 0), 0)),
    n: sumOf(stores, 'n'),
    entries: sumOf(stores, 'entries'),
    exits: sumOf(stores, 'exits'),
    transactions: sumOf(stores, 'transactions'),
    groups: sumOf(stores, 'groups'),
    restored: stores.reduce((sum, { restored }) => sum + restored, 0),
  };
}

function joinShopfronts(
  windows: readonly WindowSummary[],
  weights: readonly number[],
): ShopfrontSummary | null {
  const known = windows.flatMap(({ shopfront }, i) => (shopfront === null ? [] : [{ shopfront, i }]));
  if (known.length === 0) return null;
  const shopfronts = known.map(({ shopfront }) => shopfront);
  return {
    ...newest(shopfronts),
    coverage: round(known.reduce((sum, { shopfront, i }) => sum + shopfront.coverage * (weights[i] ?? 0), 0)),
    n: sumOf(shopfronts, 'n'),
    passersBy: sumOf(shopfronts, 'passersBy'),
  };
}

/** The error that all share in is that of the parts, by how many each counted. */
function joinDoors(doors: readonly DoorSummary[], coverage: number): DoorSummary {
  const known = doors.filter(({ errorShare }) => errorShare !== null);
  const weight = (door: DoorSummary) => (door.in ?? 0) + (door.out ?? 0) + 1;
  const weights = known.reduce((sum, door) => sum + weight(door), 0);
  const errors = known.reduce((sum, door) => sum + weight(door) * (door.errorShare ?? 0), 0);
  return {
    ...joinPassings(doors, coverage),
    errorShare: weights === 0 ? null : round(errors / weights),
    restored: doors.reduce((sum, { restored }) => sum + restored, 0),
  };
}

/** Things that not every window has (a zone drawn in between) are covered only where they are. */
function joinByKey<T extends { readonly coverage: number }>(
  windows: readonly { readonly items: readonly T[]; readonly weight: number }[],
  key: (item: T) => string,
  join: Join<T>,
): T[] {
  const groups = new Map<string, { items: T[]; coverage: number }>();
  for (const { items, weight } of windows) {
    for (const item of items) {
      const group = groups.get(key(item)) ?? { items: [], coverage: 0 };
      group.items.push(item);
      group.coverage += item.coverage * weight;
      groups.set(key(item), group);
    }
  }
  return [...groups.values()].map(({ items, coverage }) => join(items, round(coverage)));
}

function joinZones(zones: readonly ZoneSummary[], coverage: number): ZoneSummary {
  return {
    ...newest(zones),
    coverage,
    n: sumOf(zones, 'n'),
    entries: sumOf(zones, 'entries'),
    exits: sumOf(zones, 'exits'),
    visits: sumOf(zones, 'visits'),
    engaged: sumOf(zones, 'engaged'),
    presenceMs: sumOf(zones, 'presenceMs'),
    peopleMax: greatestOf(zones.map((zone) => zone.peopleMax)),
    dwell: mergeDwell(zones.flatMap(({ dwell }) => (dwell === null ? [] : [dwell]))),
  };
}

/** Counts add up; means are weighted by what they are means of; the 95th percentile is the worst of its parts. */
function joinQueues(queues: readonly QueueSummary[], coverage: number): QueueSummary {
  const served = sumOf(queues, 'served');
  const waits = queues.reduce((sum, queue) => sum + (queue.waitMeanMs ?? 0) * (queue.served ?? 0), 0);
  const lengths = queues.filter((queue) => queue.lengthMean !== null);
  const weight = lengths.reduce((sum, queue) => sum + queue.coverage, 0);
  const length = lengths.reduce((sum, queue) => sum + (queue.lengthMean ?? 0) * queue.coverage, 0);
  return {
    ...newest(queues),
    coverage,
    n: sumOf(queues, 'n'),
    joined: sumOf(queues, 'joined'),
    served,
    abandoned: sumOf(queues, 'abandoned'),
    lengthMean: weight === 0 ? null : Math.round((1000 * length) / weight) / 1000,
    lengthMax: greatestOf(queues.map((queue) => queue.lengthMax)),
    waitMeanMs: served === null || served === 0 ? null : Math.round(waits / served),
    waitP95Ms: greatestOf(queues.map((queue) => queue.waitP95Ms)),
  };
}

function joinFeedback(terminals: readonly FeedbackSummary[], coverage: number): FeedbackSummary {
  const n = sumOf(terminals, 'n');
  const points = terminals.reduce((sum, terminal) => sum + (terminal.happyIndex ?? 0) * (terminal.n ?? 0), 0);
  return {
    ...newest(terminals),
    coverage,
    n,
    happyIndex: n === null || n === 0 ? null : Math.round((10 * points) / n) / 10,
  };
}

function greatestOf(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (greatest, value) => (value === null ? greatest : Math.max(greatest ?? 0, value)),
    null,
  );
}

function joinPassings<T extends LineSummary | DoorSummary>(passings: readonly T[], coverage: number): T {
  const sums = { n: sumOf(passings, 'n'), in: sumOf(passings, 'in'), out: sumOf(passings, 'out') };
  return { ...newest(passings), coverage, ...sums };
}

function round(coverage: number): number {
  return roundShare(Math.min(1, coverage));
}
