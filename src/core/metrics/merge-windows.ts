import { mergeDwell } from './dwell-summary.ts';
import { isoTime, parseIsoTime } from './iso-time.ts';
import type { DoorSummary, LineSummary, WindowSummary, ZoneSummary } from './summary.ts';

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
  const merge = <T extends { readonly coverage: number }>(
    pick: (window: WindowSummary) => readonly T[],
    key: (item: T) => string,
    join: Join<T>,
  ): T[] =>
    joinByKey(
      inOrder.map((window, i) => ({ items: pick(window), weight: weights[i] ?? 0 })),
      key,
      join,
    );
  return {
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
      joinPassings<LineSummary>,
    ),
    doors: merge(
      (window) => window.doors,
      (door) => door.door,
      joinPassings<DoorSummary>,
    ),
    store: {
      ...last.store,
      coverage: round(inOrder.reduce((sum, window, i) => sum + window.store.coverage * (weights[i] ?? 0), 0)),
      n: sumOf(
        inOrder.map((window) => window.store),
        'n',
      ),
      entries: sumOf(
        inOrder.map((window) => window.store),
        'entries',
      ),
      exits: sumOf(
        inOrder.map((window) => window.store),
        'exits',
      ),
    },
  };
}

type Join<T> = (items: readonly T[], coverage: number) => T;

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
    peopleMax: zones.reduce<number | null>(
      (greatest, { peopleMax }) => (peopleMax === null ? greatest : Math.max(greatest ?? 0, peopleMax)),
      null,
    ),
    dwell: mergeDwell(zones.flatMap(({ dwell }) => (dwell === null ? [] : [dwell]))),
  };
}

function joinPassings<T extends LineSummary | DoorSummary>(passings: readonly T[], coverage: number): T {
  const sums = { n: sumOf(passings, 'n'), in: sumOf(passings, 'in'), out: sumOf(passings, 'out') };
  return { ...newest(passings), coverage, ...sums };
}

function newest<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('nothing to merge');
  return last;
}

/** null only when nobody knows. */
function sumOf<K extends string>(
  items: readonly { readonly [key in K]: number | null }[],
  key: K,
): number | null {
  return items.reduce<number | null>((sum, item) => {
    const value = item[key];
    return value === null ? sum : (sum ?? 0) + value;
  }, null);
}

function round(coverage: number): number {
  return Math.round(Math.min(1, coverage) * 10_000) / 10_000;
}
