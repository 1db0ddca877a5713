import type { WindowSummary } from '../core/metrics/summary.ts';
import type { TruthWindow } from './truth-window.ts';

/** One published number beside the truth. */
export interface Reading {
  /** `zone.visits`, `door.in`, `store.occupancy` … */
  readonly metric: string;
  /** The zone's or door's id, or `store`. */
  readonly of: string;
  readonly truth: number;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly coverage: number;
}

const ZONE_COUNTS = ['entries', 'exits', 'visits', 'engaged', 'presenceMs', 'peopleMax'] as const;
const PASSAGES = ['in', 'out'] as const;
const STORE_NUMBERS = ['entries', 'exits', 'occupancy'] as const;
const QUEUE_NUMBERS = ['joined', 'served', 'abandoned', 'lengthMean', 'lengthMax'] as const;
const QUANTILES = [
  ['medianMs', 0.5],
  ['p90Ms', 0.9],
] as const;
/** A quantile of fewer visits than this is no truth to hold anything against. */
const MIN_VISITS = 5;

/** Every number of a summary that the simulated shop knows the truth of. */
export function readingsOf(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return [
    ...zoneReadings(summary, truth),
    ...trolleyReadings(summary, truth),
    ...doorReadings(summary, truth),
    ...queueReadings(summary, truth),
    ...storeReadings(summary, truth),
    ...shopfrontReadings(summary, truth),
  ];
}

function zoneReadings(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return summary.zones.flatMap((zone) => {
    const real = truth.zones.find((candidate) => candidate.zone === zone.zone);
    if (real === undefined) return [];
    const counts = ZONE_COUNTS.map((key) => read('zone', zone.zone, zone, key, real[key], zone.coverage));
    const dwells = real.dwellsMs.filter((dwellMs) => dwellMs > 0);
    if (dwells.length < MIN_VISITS || zone.dwell === null) return counts;
    const { dwell } = zone;
    const quantiles = QUANTILES.map(([key, share]) =>
      read('dwell', zone.zone, dwell, key, quantileOf(dwells, share), zone.coverage),
    );
    return [...counts, ...quantiles];
  });
}

function doorReadings(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return summary.doors.flatMap((door) => {
    const real = truth.doors.find((candidate) => candidate.door === door.door);
    if (real === undefined) return [];
    return PASSAGES.map((key) => read('door', door.door, door, key, real[key], door.coverage));
  });
}

function trolleyReadings({ trolleys }: WindowSummary, { zones }: TruthWindow): Reading[] {
  return trolleys.flatMap((trolley) => {
    const real = zones.find(({ zone }) => zone === trolley.zone);
    if (real === undefined) return [];
    return [read('trolley', trolley.zone, trolley, 'presenceMs', real.trolleyMs, trolley.coverage)];
  });
}

function queueReadings({ queues }: WindowSummary, truth: TruthWindow): Reading[] {
  return queues.flatMap((queue) => {
    const real = truth.queues.find(({ zone }) => zone === queue.zone);
    if (real === undefined) return [];
    const { zone, coverage } = queue;
    const counts = QUEUE_NUMBERS.map((key) => read('queue', zone, queue, key, real[key], coverage));
    const { waitsMs } = real;
    if (waitsMs.length < MIN_VISITS) return counts;
    const mean = waitsMs.reduce((sum, ms) => sum + ms, 0) / waitsMs.length;
    // Of several windows a wait's p95 is the greatest of theirs: a bound, which no truth is held against.
    return [...counts, read('queue', zone, queue, 'waitMeanMs', mean, coverage)];
  });
}

function storeReadings({ store, visits }: WindowSummary, truth: TruthWindow): Reading[] {
  const { sales, entries } = truth.store;
  const real = { ...truth.store, transactions: sales, conversion: entries === 0 ? 0 : sales / entries };
  const counts = STORE_NUMBERS.map((key) => read('store', 'store', store, key, real[key], store.coverage));
  // Without a till that reports there are neither sales nor a share of them.
  const told = store.transactions === null ? [] : (['transactions', 'conversion'] as const);
  const till = told.map((key) => read('store', 'store', store, key, real[key], store.coverage));
  return [...counts, ...till, ...visitReadings(visits, truth)];
}

/** The mean visit of everybody who came and went, staff too: nobody is known at the door. */
function visitReadings(visits: WindowSummary['visits'], { visitMs }: TruthWindow): Reading[] {
  return visits.flatMap((visit) => {
    const real = visitMs(Date.parse(visit.fromAt), Date.parse(visit.toAt));
    return real === undefined ? [] : [read('visits', 'store', visit, 'meanMs', real, visit.coverage)];
  });
}

function shopfrontReadings({ shopfront }: WindowSummary, { store }: TruthWindow): Reading[] {
  if (shopfront === null) return [];
  const passersBy = store.shopfrontPassersBy;
  const captureRate = store.entries / Math.max(1, store.entries + passersBy);
  return [
    read('shopfront', 'store', shopfront, 'passersBy', passersBy, shopfront.coverage),
    {
      ...read('shopfront', 'store', shopfront, 'captureRate', captureRate, shopfront.coverage),
      low: shopfront.captureLow,
      high: shopfront.captureHigh,
    },
  ];
}

/** A number and its interval, which stands beside it as `…Low` and `…High`, unit last. */
function read(
  group: string,
  of: string,
  holder: object,
  key: string,
  truth: number,
  coverage: number,
): Reading {
  const numberAt = (name: string): number | null => {
    const value: unknown = (holder as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'number' ? value : null;
  };
  const stem = key.replace(/Ms$/, '');
  const unit = key.slice(stem.length);
  return {
    metric: `${group}.${key}`,
    of,
    truth,
    estimate: numberAt(key),
    low: numberAt(`${stem}Low${unit}`),
    high: numberAt(`${stem}High${unit}`),
    coverage,
  };
}

/** Of a sorted list, as Kaplan–Meier takes it without censoring: the first value with at least this share at or below it. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
