import type { Fact } from '../model/fact.ts';
import type { EpochMs, Json } from '../model/ids.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import type { QueueSummary } from '../model/window-summary.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { Ordinals } from './ordinals.ts';
import { peakOccupancy } from './peak-occupancy.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';
import type { ZoneCounts, ZonesCounts } from './zone-metrics.ts';
import { NO_ZONE_COUNTS, netInside } from './zone-metrics.ts';

export const QUEUE_MERGE = {
  zone: 'last',
  ...GROUP_MERGE,
  joined: 'sum',
  served: 'sum',
  abandoned: 'sum',
  lengthMean: { by: 'coveredTime', digits: 3 },
  lengthMax: 'max',
  waitMeanMs: { by: ['served'], digits: 0 },
  // The worst of the parts: waits themselves are not kept.
  waitP95Ms: 'max',
  // Predicted wait of a visitor who joins at the window's end.
  waitPredictedMs: 'last',
} as const satisfies MergeRules<QueueSummary>;

export type QueueCounts = {
  joined: number;
  served: number;
  abandoned: number;
  /** Waits of the people served in this window. */
  waitsMs: number[];
};

/** By place in the list of zones; only queues that something happened in have counts. */
export type QueuesCounts = (QueueCounts | undefined)[];

const NO_QUEUE_COUNTS: Readonly<QueueCounts> = Object.freeze(createQueueCounts());

function createQueueCounts(): QueueCounts {
  return { joined: 0, served: 0, abandoned: 0, waitsMs: [] };
}

export function createQueues({ zones }: StoreModel): QueuesCounts {
  return zones.map(() => undefined);
}

export function recordQueues(countsAt: CountsAt<QueuesCounts>, ordinals: Ordinals): (fact: Fact) => void {
  const countsOf = ({ zone, at }: { readonly zone: string; readonly at: EpochMs }) => {
    const queues = countsAt(at);
    const ordinal = ordinals.zone(zone);
    queues[ordinal] ??= createQueueCounts();
    return queues[ordinal];
  };
  return (fact) => {
    if (fact.kind === 'QueueJoined') countsOf(fact).joined += 1;
    if (fact.kind === 'QueueAbandoned') countsOf(fact).abandoned += 1;
    if (fact.kind !== 'QueueServed') return;
    const queue = countsOf(fact);
    queue.served += 1;
    queue.waitsMs.push(fact.waitMs);
  };
}

/** A queue's length is the number of people in its zone. */
export interface QueuesAndZones {
  readonly queues: QueuesCounts;
  readonly zones: ZonesCounts;
}

export function summarizeQueues({ queues, zones }: QueuesAndZones, context: SummaryContext): QueueSummary[] {
  return context.model.zones.flatMap((zone, i) => {
    if (zone.queue === undefined) return [];
    const head = { zone: zone.id, coverage: context.coverage(zone.sensors), definition: DEFINITION };
    if (head.coverage === 0) return [{ ...head, ...UNKNOWN }];
    const length = lengthOf(
      zones[i] ?? NO_ZONE_COUNTS,
      context.insideAtStart[i] ?? 0,
      head.coverage,
      context,
    );
    return [{ ...head, ...service(zone, queues[i] ?? NO_QUEUE_COUNTS, length, context) }];
  });
}

const DEFINITION = 'queue/1 walk=10000';
const UNKNOWN = {
  n: null,
  joined: null,
  served: null,
  abandoned: null,
  lengthMean: null,
  lengthMax: null,
  waitMeanMs: null,
  waitP95Ms: null,
  waitPredictedMs: null,
} as const;

type Length = Pick<QueueSummary, 'lengthMean' | 'lengthMax'> & { readonly atEnd: number };

function lengthOf(
  counts: Readonly<ZoneCounts>,
  insideAtStart: number,
  coverage: number,
  { model, start }: SummaryContext,
): Length {
  return {
    lengthMean: Math.round((1000 * counts.presenceMs) / (coverage * model.windows.durationMs)) / 1000,
    lengthMax: peakOccupancy(counts, insideAtStart, start),
    atEnd: Math.max(0, insideAtStart + netInside(counts)),
  };
}

type Service = Omit<QueueSummary, 'zone' | 'coverage' | 'definition'>;

function service(
  { queue }: ZoneModel,
  { joined, served, abandoned, waitsMs }: Readonly<QueueCounts>,
  { lengthMean, lengthMax, atEnd }: Length,
  { model }: SummaryContext,
): Service {
  return {
    n: served + abandoned,
    joined,
    served,
    abandoned: queue?.servedIn === undefined ? null : abandoned,
    lengthMean,
    lengthMax,
    ...waits(waitsMs),
    // Little's law with the window's own rate of service.
    waitPredictedMs: served === 0 ? null : Math.round((atEnd * model.windows.durationMs) / served),
  };
}

function waits(waitsMs: readonly number[]): Pick<QueueSummary, 'waitMeanMs' | 'waitP95Ms'> {
  if (waitsMs.length === 0) return { waitMeanMs: null, waitP95Ms: null };
  const inOrder = waitsMs.toSorted((a, b) => a - b);
  return {
    waitMeanMs: Math.round(waitsMs.reduce((sum, ms) => sum + ms, 0) / waitsMs.length),
    waitP95Ms: inOrder[Math.ceil(inOrder.length * 0.95) - 1] ?? null,
  };
}

export function saveQueues(counts: QueuesCounts, { zones }: StoreModel): Json {
  return saveById(zones, counts);
}

export function restoreQueues(saved: Json, { zones }: StoreModel): QueuesCounts {
  return restoreById(zones, saved).map((each) => each as QueueCounts | undefined);
}
