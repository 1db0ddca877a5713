import type { StoreModel } from '../engine/store-model.ts';
import type { Censoring } from '../fact.ts';
import type { EpochMs, Json } from '../types.ts';
import type { ReturningSummary, VisitsSummary } from './summary.ts';

interface Visit {
  readonly dwellMs: number;
  readonly censored?: Censoring;
}

export interface ZoneCounts {
  entries: number;
  exits: number;
  visits: number;
  engaged: number;
  presenceMs: number;
  /** Comings (+1) and goings (−1) with their times, for the greatest number inside at once. */
  steps: { readonly at: EpochMs; readonly by: 1 | -1 }[];
  ended: Visit[];
}

export interface Passings {
  in: number;
  out: number;
}

export interface OccupancyEstimate {
  readonly at: EpochMs;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface QueueCounts {
  joined: number;
  served: number;
  abandoned: number;
  /** Of those served in this window. */
  waitsMs: number[];
}

/** Trolleys in a zone. */
export interface TrolleyCounts {
  entries: number;
  exits: number;
  visits: number;
  presenceMs: number;
  ended: Visit[];
}

/** One receiver's slots added up; a mean is a sum over `n`. */
export interface RadioSums {
  n: number;
  inside: number;
  outside: number;
  index: number;
  indexLow: number;
  indexHigh: number;
  /** Buckets that those inside fell into; absent in checkpoints of programs that did not count them. */
  buckets?: number[];
}

export interface HandlingCounts {
  pickUps: number;
  putBacks: number;
}

/** Steps between zones: `from>to`, with nothing for outside. */
export type JourneyCounts = Record<string, number>;

/** Everything counted in one window that has not closed yet. Lists run parallel to the store model's. */
export interface OpenWindow {
  readonly start: EpochMs;
  revision: number;
  readonly liveMs: number[];
  /** Only zones in which something happened have counts: a shop may have a thousand, and most are empty. */
  readonly zones: (ZoneCounts | undefined)[];
  readonly lines: Passings[];
  readonly doors: Passings[];
  /** By place in the list of zones; only queues that something happened in have counts. */
  readonly queues: (QueueCounts | undefined)[];
  readonly groups: Passings[];
  journeys: JourneyCounts;
  /** Presses by sensor: how often each button, the happiest first. */
  presses: Record<string, number[]>;
  transactions: number;
  occupancy: OccupancyEstimate | null;
  passersBy: number;
  visits: VisitsSummary[];
  /** By zone; only where a trolley was. */
  trolleys: Record<string, TrolleyCounts>;
  trolleyJourneys: JourneyCounts;
  /** By product tag; only those that were handled. */
  products: Record<string, HandlingCounts>;
  /** By receiver. */
  radios: Record<string, RadioSums>;
  returning: ReturningSummary[];
}

/** What a zone without counts had. */
export const NO_ZONE_COUNTS: Readonly<ZoneCounts> = Object.freeze(createZoneCounts());
export const NO_QUEUE_COUNTS: Readonly<QueueCounts> = Object.freeze(createQueueCounts());

export function createZoneCounts(): ZoneCounts {
  return { entries: 0, exits: 0, visits: 0, engaged: 0, presenceMs: 0, steps: [], ended: [] };
}

export function createQueueCounts(): QueueCounts {
  return { joined: 0, served: 0, abandoned: 0, waitsMs: [] };
}

export function createOpenWindow(model: StoreModel, start: EpochMs): OpenWindow {
  return {
    start,
    revision: 0,
    liveMs: model.sensors.map(() => 0),
    zones: model.zones.map(() => undefined),
    lines: model.lines.map(() => ({ in: 0, out: 0 })),
    doors: model.doors.map(() => ({ in: 0, out: 0 })),
    queues: model.zones.map(() => undefined),
    groups: model.lines.map(() => ({ in: 0, out: 0 })),
    journeys: {},
    presses: {},
    transactions: 0,
    occupancy: null,
    passersBy: 0,
    visits: [],
    trolleys: {},
    trolleyJourneys: {},
    products: {},
    radios: {},
    returning: [],
  };
}

type ById<T> = { readonly [id: string]: T };

interface SavedWindow {
  readonly start: EpochMs;
  readonly revision: number;
  readonly liveMs: ById<number>;
  readonly zones: ById<ZoneCounts>;
  readonly lines: ById<Passings>;
  readonly doors: ById<Passings>;
  readonly queues: ById<QueueCounts>;
  readonly groups: ById<Passings>;
  readonly journeys: JourneyCounts;
  readonly presses: Record<string, number[]>;
  readonly transactions: number;
  readonly occupancy: OccupancyEstimate | null;
  /** Absent in checkpoints of programs that did not count them. */
  readonly passersBy?: number;
  readonly visits?: VisitsSummary[];
  /** Checkpoints of programs that had no tags yet are without. */
  readonly trolleys?: OpenWindow['trolleys'];
  readonly trolleyJourneys?: JourneyCounts;
  readonly products?: OpenWindow['products'];
  readonly radios?: OpenWindow['radios'];
  readonly returning?: ReturningSummary[];
}

/** Saved by id, so that counts survive zones and sensors being added or taken away meanwhile. */
export function saveWindow(model: StoreModel, window: OpenWindow): Json {
  const byId = <T>(things: readonly { readonly id: string }[], values: readonly (T | undefined)[]): ById<T> =>
    Object.fromEntries(things.flatMap(({ id }, i) => (values[i] === undefined ? [] : [[id, values[i]]])));
  const saved: SavedWindow = {
    ...window,
    liveMs: byId(model.sensors, window.liveMs),
    zones: byId(model.zones, window.zones),
    lines: byId(model.lines, window.lines),
    doors: byId(model.doors, window.doors),
    queues: byId(model.zones, window.queues),
    groups: byId(model.lines, window.groups),
  };
  return structuredCopy(saved);
}

export function loadWindow(model: StoreModel, json: Json): OpenWindow {
  const saved = structuredCopy(json) as unknown as SavedWindow;
  const window = createOpenWindow(model, saved.start);
  window.revision = saved.revision;
  window.occupancy = saved.occupancy;
  window.journeys = saved.journeys;
  window.presses = saved.presses;
  window.transactions = saved.transactions;
  window.passersBy = saved.passersBy ?? 0;
  window.visits = saved.visits ?? [];
  window.trolleys = saved.trolleys ?? {};
  window.trolleyJourneys = saved.trolleyJourneys ?? {};
  window.products = saved.products ?? {};
  window.radios = saved.radios ?? {};
  window.returning = saved.returning ?? [];
  const take = <T>(
    things: readonly { readonly id: string }[],
    values: ById<T>,
    set: (i: number, value: T) => void,
  ) => {
    things.forEach(({ id }, i) => {
      const value = values[id];
      if (value !== undefined) set(i, value);
    });
  };
  take(model.sensors, saved.liveMs, (i, value) => {
    window.liveMs[i] = value;
  });
  take(model.zones, saved.zones, (i, value) => {
    window.zones[i] = value;
  });
  take(model.lines, saved.lines, (i, value) => {
    window.lines[i] = value;
  });
  take(model.doors, saved.doors, (i, value) => {
    window.doors[i] = value;
  });
  take(model.zones, saved.queues, (i, value) => {
    window.queues[i] = value;
  });
  take(model.lines, saved.groups, (i, value) => {
    window.groups[i] = value;
  });
  return window;
}

function structuredCopy<T>(value: T): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
