import type { DoorStatus } from '../doors/door-status.ts';
import type { ZoneId } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { Group, WindowSummary } from '../model/window-summary.ts';
import type { ServiceRecord } from './staffing.ts';

const HOUR_MS = 3_600_000;
/** An hour with lower sensor coverage counts as missing. */
const MIN_COVERAGE = 0.9;

/** The metrics that have an hourly forecast. `queue`: people who join the queue. */
export type ForecastMetric =
  | { readonly kind: 'entries' | 'exits' | 'occupancy' | 'passersBy' }
  | { readonly kind: 'queue'; readonly zone: ZoneId; readonly servedIn?: ZoneId };

export function metricId(metric: ForecastMetric): string {
  return metric.kind === 'queue' ? `queue/${metric.zone}` : metric.kind;
}

export function listMetrics({ doors, shopfront, zones }: StoreModel): ForecastMetric[] {
  const ofDoors = (['entries', 'exits', 'occupancy'] as const).map((kind) => ({ kind }));
  return [
    ...(doors.length === 0 ? [] : ofDoors),
    ...(shopfront === undefined ? [] : [{ kind: 'passersBy' as const }]),
    ...zones.flatMap(({ id, queue }) =>
      queue === undefined ? [] : [{ kind: 'queue' as const, zone: id, ...queue }],
    ),
  ];
}

/** Returns the model without doors that never counted: they change no number yet. If none ever counted, all doors. */
export function withCountedDoors(model: StoreModel, doors: readonly DoorStatus[]): StoreModel {
  const counted = doors.filter(({ since }) => since !== null).map(({ door }) => door);
  return counted.length === 0
    ? model
    : { ...model, doors: model.doors.filter(({ id }) => counted.includes(id)) };
}

/** Returns a text of everything that defines the metric. Numbers with another text are never compared. */
export function describeMetric(metric: ForecastMetric, model: StoreModel): string {
  if (metric.kind === 'queue') return JSON.stringify(model.zones.filter(({ id }) => id === metric.zone));
  const isOutside = metric.kind === 'passersBy';
  const { lines = [], zones = [] } = isOutside ? (model.shopfront ?? {}) : {};
  const lineIds = new Set<string>([...lines, ...model.doors.flatMap((door) => door.lines)]);
  const drawn = model.lines.filter(({ id }) => lineIds.has(id));
  const outside = model.zones.filter(({ id }) => zones.includes(id));
  const used = new Set<string>(
    [...drawn, ...outside, ...model.doors].flatMap(({ sensors }): readonly string[] => sensors),
  );
  const sensors = model.sensors.flatMap(({ id, type }) => (used.has(id) ? [[id, type]] : []));
  return JSON.stringify([model.doors, drawn, outside, sensors]);
}

/** Measures one clock hour from its windows: the sum, or for occupancy the mean. Null without good coverage. */
export function measureHour(metric: ForecastMetric, windows: readonly WindowSummary[]): number | null {
  let [sum, seenMs, weightMs] = [0, 0, 0];
  for (const window of windows) {
    const { coverage, value } = readWindow(metric, window);
    if (value === null) continue;
    seenMs += coverage * window.durationMs;
    weightMs += window.durationMs;
    sum += metric.kind === 'occupancy' ? value * window.durationMs : value;
  }
  if (seenMs < MIN_COVERAGE * HOUR_MS) return null;
  return metric.kind === 'occupancy' ? Math.round((10 * sum) / weightMs) / 10 : Math.round(sum);
}

function readWindow(
  metric: ForecastMetric,
  { store, shopfront, queues }: WindowSummary,
): { readonly coverage: number; readonly value: number | null } {
  const of = (group: Group | null | undefined, value: number | null | undefined) => ({
    coverage: group?.coverage ?? 0,
    value: value ?? null,
  });
  if (metric.kind === 'passersBy') return of(shopfront, shopfront?.passersBy);
  if (metric.kind !== 'queue') return of(store, store[metric.kind]);
  const queue = queues.find(({ zone }) => zone === metric.zone);
  return of(queue, queue?.joined);
}

/** Measures how long staff were busy and with how many people: dwell in the queue's service zone. */
export function measureService(metric: ForecastMetric, windows: readonly WindowSummary[]): ServiceRecord {
  const servedIn = metric.kind === 'queue' ? metric.servedIn : undefined;
  const dwells = windows.flatMap(({ zones }) =>
    zones.flatMap(({ zone, dwell }) => (zone === servedIn && dwell !== null ? [dwell] : [])),
  );
  return {
    served: dwells.reduce((sum, { n }) => sum + n, 0),
    busyMs: dwells.reduce((sum, { sumMs }) => sum + sumMs, 0),
  };
}
