import { DOOR_MERGE, deriveIntervals } from '../../../core/metrics/door-metrics.ts';
import { LINE_MERGE } from '../../../core/metrics/line-metrics.ts';
import { joinItems, settleItem, toItemTotals } from '../../../core/metrics/merging/item-totals.ts';
import type { MergeTable } from '../../../core/metrics/merging/merge-rules.ts';
import { STORE_MERGE } from '../../../core/metrics/store-metrics.ts';
import { ZONE_MERGE } from '../../../core/metrics/zone-metrics.ts';
import type {
  DoorSummary,
  Group,
  LineSummary,
  StoreSummary,
  WindowSummary,
} from '../../../core/model/window-summary.ts';
import type { Word } from '../kit/i18n.ts';

/** A number of the day with what it rests on; no text when no sensor saw any of it. */
export interface DayTotal {
  readonly word: Word;
  readonly text: string | undefined;
  readonly coverage: number;
  readonly n: number;
  readonly definition: string;
  readonly interval?: string;
  /** The newest audit of the sensors that counted it; null without one. Absent where no audit applies. */
  readonly audit?: { readonly id: string; readonly ageDays: number | null } | null;
}

export interface Named {
  readonly id: string;
  readonly sums: readonly DayTotal[];
}

const QUARTER_MS = 15 * 60_000;

/** One window's values. `share`: of the longer window's time. */
interface MergePart<G extends Group> {
  readonly item: G;
  readonly share: number;
}

function mergeCovered<G extends Group>(rules: MergeTable<G>, parts: readonly MergePart<G>[]): G {
  const totals = parts.map(({ item, share }) => toItemTotals(rules, item, share));
  return settleItem<G>(rules, joinItems(rules, totals), 1);
}

export function storeTotals(windows: readonly WindowSummary[]): DayTotal[] {
  const parts = storeParts(windows);
  const store = mergeCovered(STORE_MERGE, parts);
  const stores = parts.map(({ item }) => item);
  const last = stores.findLast(({ occupancy }) => occupancy !== null);
  const basis = { ...basisOf(parts, store), audit: auditOf(stores) };
  return [
    { word: 'entries', text: shown(store.entries), ...basis },
    { word: 'exits', text: shown(store.exits), ...basis },
    {
      word: 'occupancy',
      text: last?.occupancy == null ? undefined : String(Math.round(last.occupancy)),
      ...basis,
      ...span(last?.occupancyLow, last?.occupancyHigh),
    },
  ];
}

export function zoneSums(windows: readonly WindowSummary[]): Named[] {
  return byId(
    timed(windows, ({ zones }) => zones),
    'zone',
  ).map(([id, parts]) => {
    const zone = mergeCovered(ZONE_MERGE, parts);
    const basis = basisOf(parts, zone);
    const { n = 0, sumMs = 0 } = zone.dwell ?? {};
    const meanDwell = n === 0 ? undefined : `${(sumMs / n / 1000).toFixed(1)} s`;
    return {
      id,
      sums: [
        { word: 'visits', text: shown(zone.visits), ...basis },
        { word: 'engaged', text: shown(zone.engaged), ...basis },
        { word: 'meanDwell', text: meanDwell, ...basis, n },
      ],
    };
  });
}

export function doorSums(windows: readonly WindowSummary[]): Named[] {
  const doors = byId(
    timed(windows, (window) => window.doors),
    'door',
  ).map(([id, parts]): Named => {
    const door = mergeCovered(DOOR_MERGE, parts);
    const audit = auditOf([door]);
    return {
      id,
      sums: passingSums({ ...door, ...deriveIntervals(door) }, { ...basisOf(parts, door), audit }),
    };
  });
  const lines = byId(
    timed(windows, (window) => window.lines),
    'line',
  ).map(([id, parts]): Named => {
    const line = mergeCovered(LINE_MERGE, parts);
    return { id, sums: passingSums(line, basisOf(parts, line)) };
  });
  return [...doors, ...lines];
}

type Passed = Pick<LineSummary, 'in' | 'out'> &
  Partial<Pick<DoorSummary, 'inLow' | 'inHigh' | 'outLow' | 'outHigh'>>;

function passingSums(passed: Passed, basis: Omit<DayTotal, 'word' | 'text' | 'interval'>): DayTotal[] {
  return [
    { word: 'in', text: shown(passed.in), ...basis, ...span(passed.inLow, passed.inHigh) },
    { word: 'out', text: shown(passed.out), ...basis, ...span(passed.outLow, passed.outHigh) },
  ];
}

function span(low: number | null | undefined, high: number | null | undefined): Pick<DayTotal, 'interval'> {
  return low == null || high == null ? {} : { interval: `${Math.round(low)} – ${Math.round(high)}` };
}

/** The audit of the newest window that names one. */
function auditOf(
  groups: readonly { readonly auditId: string | null; readonly auditAgeDays: number | null }[],
): NonNullable<DayTotal['audit']> | null {
  const newest = groups.findLast(({ auditId }) => auditId !== null);
  return newest?.auditId == null ? null : { id: newest.auditId, ageDays: newest.auditAgeDays };
}

export interface QuarterRow {
  readonly at: number;
  /** null when nothing was seen, which is not 0. */
  readonly entries: number | null;
  readonly occupancy: number | null;
}

export function quarters(windows: readonly WindowSummary[]): QuarterRow[] {
  const quarterOf = ({ startAt }: WindowSummary) => Math.floor(Date.parse(startAt) / QUARTER_MS) * QUARTER_MS;
  return [...Map.groupBy(windows, quarterOf)]
    .map(([at, own]) => ({
      at,
      entries: mergeCovered(STORE_MERGE, storeParts(own)).entries,
      occupancy: own.findLast(({ store }) => store.occupancy !== null)?.store.occupancy ?? null,
    }))
    .toSorted((a, b) => a.at - b.at);
}

function storeParts(windows: readonly WindowSummary[]): MergePart<StoreSummary>[] {
  return partsOf(timed(windows, ({ store }) => [store]));
}

interface Timed<G> {
  readonly item: G;
  readonly durationMs: number;
}

/** The values of each window, with the window's length. */
function timed<G extends Group>(
  windows: readonly WindowSummary[],
  itemsOf: (window: WindowSummary) => readonly G[],
): Timed<G>[] {
  return windows.flatMap((window) =>
    itemsOf(window).map((item) => ({ item, durationMs: window.durationMs })),
  );
}

/** By what names a thing: its shares are of the time of the windows that have it. */
function byId<G extends Group>(
  all: readonly Timed<G>[],
  idField: keyof G & string,
): [id: string, parts: MergePart<G>[]][] {
  const groups = Map.groupBy(all, ({ item }) => String(item[idField]));
  return [...groups].map(([id, own]) => [id, partsOf(own)]);
}

function partsOf<G extends Group>(own: readonly Timed<G>[]): MergePart<G>[] {
  const spanMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return own.map(({ item, durationMs }) => ({ item, share: durationMs / spanMs }));
}

/** Definitions that changed during the day are all named. */
function basisOf(
  parts: readonly MergePart<Group>[],
  { coverage, n }: Group,
): Pick<DayTotal, 'coverage' | 'n' | 'definition'> {
  const definitions = new Set(parts.map(({ item }) => item.definition));
  return { coverage, n: n ?? 0, definition: [...definitions].join(' → ') };
}

function shown(count: number | null): string | undefined {
  return count === null ? undefined : String(count);
}
