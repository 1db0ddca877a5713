import { NO_AUDIT } from '../../src/core/door-audit/audit-stamp.ts';
import { DOOR_MERGE, NO_INTERVALS } from '../../src/core/metrics/door-metrics.ts';
import { summarizeDwell } from '../../src/core/metrics/dwell-summary.ts';
import { LINE_MERGE } from '../../src/core/metrics/line-metrics.ts';
import { STORE_MERGE } from '../../src/core/metrics/store-metrics.ts';
import { ZONE_MERGE } from '../../src/core/metrics/zone-metrics.ts';
import type { DoorId, LineId, ZoneId } from '../../src/core/model/ids.ts';
import type { StoreModel } from '../../src/core/model/store-model.ts';
import type {
  DoorSummary,
  JourneySummary,
  LineSummary,
  StoreSummary,
  VisitsSummary,
  WindowSummary,
  ZoneSummary,
} from '../../src/core/model/window-summary.ts';
import { isoTime } from '../../src/core/time/iso-time.ts';
import { CAMERA, MODEL } from './stores/store-model.ts';
import { unknownGroup } from './unknown-group.ts';

/** What a door has beside its counts. */
export const NO_DOOR_EXTRAS = {
  ...NO_INTERVALS,
  ...NO_AUDIT,
  errorShare: null,
  errorShareOut: null,
  restored: 0,
} as const;

/** Where the windows of these tests begin: at a quarter of an hour. */
export const WINDOWS_START = Date.UTC(2026, 5, 1, 9);

export interface SampleZone {
  readonly entries: number;
  readonly dwellsMs: readonly number[];
  readonly engaged?: number;
  readonly presenceMs?: number;
  readonly peopleMax?: number;
}

export interface SampleCounts {
  /** Zone → its numbers; null for a zone that nothing saw. */
  readonly zones?: Readonly<Record<string, SampleZone | null>>;
  /** Line or door → in, out; null without coverage. */
  readonly lines?: Readonly<Record<string, readonly [number, number] | null>>;
  readonly doors?: Readonly<Record<string, readonly [number, number] | null>>;
  readonly occupancy?: number;
  readonly journeys?: readonly JourneySummary[];
  /** Stretches between two empty shops that became known, in time since the first window. */
  readonly visits?: readonly { readonly n: number; readonly fromMs: number; readonly toMs: number }[];
}

/** Window `index` of windows of this length, as the engine would make it from these counts. */
export function sampleWindow(index: number, counts: SampleCounts, durationMs = 300_000): WindowSummary {
  const doors = Object.entries(counts.doors ?? {});
  const isCovered = doors.length > 0 && doors.every(([, passings]) => passings !== null);
  const total = (at: 0 | 1) => doors.reduce((sum, [, passings]) => sum + (passings?.[at] ?? 0), 0);
  const occupancy = isCovered ? (counts.occupancy ?? null) : null;
  return {
    startAt: isoTime(WINDOWS_START + index * durationMs),
    durationMs,
    revision: 1,
    partial: false,
    sensors: [{ sensor: CAMERA, type: 'camera', coverage: 1 }],
    zones: Object.entries(counts.zones ?? {}).map(([zone, numbers]) => sampleZone(zone, numbers)),
    lines: Object.entries(counts.lines ?? {}).map(([line, passings]) => ({
      ...unknownGroup<LineSummary>(LINE_MERGE),
      line,
      ...passing(passings),
    })),
    doors: doors.map(([door, passings]) => ({
      ...unknownGroup<DoorSummary>(DOOR_MERGE),
      door,
      ...passing(passings),
      restored: 0,
    })),
    queues: [],
    feedback: [],
    trolleys: [],
    trolleyJourneys: [],
    products: [],
    radios: [],
    journeys: counts.journeys ?? [],
    store: {
      ...unknownGroup<StoreSummary>(STORE_MERGE),
      coverage: isCovered ? 1 : 0,
      n: isCovered ? total(0) + total(1) : null,
      definition: 'store/1',
      entries: isCovered ? total(0) : null,
      exits: isCovered ? total(1) : null,
      occupancy,
      occupancyLow: occupancy,
      occupancyHigh: occupancy,
      restored: 0,
    },
    shopfront: null,
    visits: (counts.visits ?? []).map(sampleStretch),
    returning: [],
  };
}

function sampleStretch({
  n,
  fromMs,
  toMs,
}: {
  readonly n: number;
  readonly fromMs: number;
  readonly toMs: number;
}): VisitsSummary {
  return {
    fromAt: isoTime(WINDOWS_START + fromMs),
    toAt: isoTime(WINDOWS_START + toMs),
    coverage: 1,
    definition: 'visits/1 bounce=60000',
    n,
    ...{ meanMs: 60_000, meanLowMs: 60_000, meanHighMs: 60_000 },
    ...{ bounceShare: null, bounceLow: null, bounceHigh: null },
    upToMs: [],
    shares: [],
  };
}

/** A store with just these zones, aisle lines and doors. */
export function sampleModel(
  ids: { readonly zones?: string[]; readonly lines?: string[]; readonly doors?: string[] },
  durationMs = 300_000,
): StoreModel {
  const zone = MODEL.zones[0];
  const line = MODEL.lines[0];
  if (zone === undefined || line === undefined) throw new Error('the sample store has a zone and a line');
  return {
    ...MODEL,
    zones: (ids.zones ?? []).map((id) => ({ ...zone, id: id as ZoneId })),
    lines: (ids.lines ?? []).map((id) => ({ ...line, id: id as LineId })),
    doors: (ids.doors ?? []).map((id) => ({ id: id as DoorId, sensors: [CAMERA], lines: [] })),
    windows: { durationMs, latenessMs: 15_000 },
  };
}

function sampleZone(zone: string, numbers: SampleZone | null): ZoneSummary {
  const coverage = numbers === null ? 0 : 1;
  const head = { ...unknownGroup<ZoneSummary>(ZONE_MERGE), zone, coverage, definition: 'zone/1 visit=5000' };
  if (numbers === null) return head;
  const { entries, dwellsMs, engaged = 0, presenceMs = 0, peopleMax = 0 } = numbers;
  const exits = dwellsMs.length;
  const visits = dwellsMs.filter((ms) => ms >= 5_000).length;
  const dwell = summarizeDwell(dwellsMs.map((dwellMs) => ({ dwellMs })));
  return { ...head, n: exits, entries, exits, visits, engaged, presenceMs, peopleMax, dwell };
}

function passing(passings: readonly [number, number] | null) {
  const [inward, outward] = passings ?? [null, null];
  const n = passings === null ? null : passings[0] + passings[1];
  return {
    coverage: passings === null ? 0 : 1,
    n,
    definition: 'line/1 return=2000',
    in: inward,
    out: outward,
  };
}
