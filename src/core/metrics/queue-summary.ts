import type { StoreModel } from '../engine/store-model.ts';
import { greatestAtOnce } from './greatest-at-once.ts';
import type { OpenWindow } from './open-window.ts';
import { NO_QUEUE_COUNTS, NO_ZONE_COUNTS } from './open-window.ts';
import type { QueueSummary } from './summary.ts';

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

/** The queue in the zone at `index`. `insideAtStart`: people in it when the window began. */
export function queueSummary(
  model: StoreModel,
  window: OpenWindow,
  index: number,
  insideAtStart: number,
  coverage: number,
): QueueSummary {
  const zone = model.zones[index];
  const counts = window.zones[index] ?? NO_ZONE_COUNTS;
  const queue = window.queues[index] ?? NO_QUEUE_COUNTS;
  const head = { zone: zone?.id ?? '', coverage, definition: DEFINITION };
  if (zone === undefined || coverage === 0) return { ...head, ...UNKNOWN };
  const { durationMs } = model.windows;
  const { joined, served, abandoned, waitsMs } = queue;
  const waiting = counts.steps.reduce((sum, step) => sum + step.by, insideAtStart);
  return {
    ...head,
    n: served + abandoned,
    joined,
    served,
    abandoned: zone.queue?.servedIn === undefined ? null : abandoned,
    lengthMean: Math.round((1000 * counts.presenceMs) / (coverage * durationMs)) / 1000,
    lengthMax: greatestAtOnce(counts, insideAtStart),
    ...waits(waitsMs),
    // Little's law with the window's own rate of service.
    waitPredictedMs: served === 0 ? null : Math.round((Math.max(0, waiting) * durationMs) / served),
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
