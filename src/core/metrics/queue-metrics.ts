import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { Fact } from '../model/fact.ts';
import type { EpochMs, Json } from '../model/ids.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import type { Interval, QueueSummary } from '../model/window-summary.ts';
import { toDurations } from '../statistics/quantile-sketch.ts';
import type { Duration } from '../statistics/survival.ts';
import { survivalCurve, survivalQuantile } from '../statistics/survival.ts';
import { whyNoAbandoned, withAbsence } from './absences.ts';
import { summarizeDwell } from './dwell-summary.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { Ordinals } from './ordinals.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const QUEUE_MERGE = {
  zone: 'last',
  ...GROUP_MERGE,
  joined: 'sum',
  served: 'sum',
  abandoned: 'sum',
  lengthMean: { by: 'coveredTime', digits: 3 },
  lengthMax: 'max',
  waitMeanMs: 'derived',
  waitP95Ms: 'derived',
  // Predicted wait of a visitor who joins at the window's end.
  waitPredictedMs: 'last',
  waits: 'dwell',
  intervals: 'derived',
} as const satisfies MergeRules<QueueSummary>;

type EndedWait = { readonly dwellMs: number; readonly censored?: string };

export type QueueCounts = {
  joined: number;
  served: number;
  abandoned: number;
  waits: EndedWait[];
  /** Person-time of people who waited behind others, in ms. */
  waitingMs: number;
  lengthMax: number;
  /** Queue length at the last update in the window. */
  lengthAtEnd: number;
};

/** Indexed as the zones of the store model; undefined for zones without events. */
export type QueuesCounts = (QueueCounts | undefined)[];

const NO_QUEUE_COUNTS: Readonly<QueueCounts> = Object.freeze(createQueueCounts());

function createQueueCounts(): QueueCounts {
  return { joined: 0, served: 0, abandoned: 0, waits: [], waitingMs: 0, lengthMax: 0, lengthAtEnd: 0 };
}

export function createQueues({ zones }: StoreModel): QueuesCounts {
  return zones.map(() => undefined);
}

export function queueCountsAt(queues: QueuesCounts, zone: number): QueueCounts {
  queues[zone] ??= createQueueCounts();
  return queues[zone];
}

export function recordQueues(countsAt: CountsAt<QueuesCounts>, ordinals: Ordinals): (fact: Fact) => void {
  const countsOf = ({ zone, at }: { readonly zone: string; readonly at: EpochMs }) =>
    queueCountsAt(countsAt(at), ordinals.zone(zone));
  return (fact) => {
    if (fact.kind === 'QueueJoined') countsOf(fact).joined += 1;
    if (fact.kind === 'QueueAbandoned' || fact.kind === 'QueueLost') {
      const counts = countsOf(fact);
      if (fact.kind === 'QueueAbandoned') counts.abandoned += 1;
      counts.waits.push({ dwellMs: fact.waitMs, censored: fact.kind });
    }
    if (fact.kind !== 'QueueServed') return;
    const counts = countsOf(fact);
    counts.served += 1;
    counts.waits.push({ dwellMs: fact.waitMs });
  };
}

export function summarizeQueues(queues: QueuesCounts, context: SummaryContext): QueueSummary[] {
  return context.model.zones.flatMap((zone, i) => {
    if (zone.queue === undefined) return [];
    const head = { zone: zone.id, coverage: context.coverage(zone.sensors), definition: defineQueue(zone) };
    if (head.coverage === 0) return [{ ...head, ...UNKNOWN }];
    return [{ ...head, ...service(zone, queues[i] ?? NO_QUEUE_COUNTS, head.coverage, context) }];
  });
}

function defineQueue(zone: ZoneModel): string {
  return withAbsence(
    'queue/2 stand=2000 join=10000 back=45000 leave=20000',
    'abandoned',
    whyNoAbandoned(zone),
  );
}

const NO_DERIVED = { waitMeanMs: null, waitP95Ms: null, intervals: null } as const;
const UNKNOWN = {
  ...{ n: null, joined: null, served: null, abandoned: null, lengthMean: null, lengthMax: null },
  ...{ waitPredictedMs: null, waits: null, ...NO_DERIVED },
} as const;

function service(
  zone: ZoneModel,
  { joined, served, abandoned, waits, waitingMs, lengthMax, lengthAtEnd }: Readonly<QueueCounts>,
  coverage: number,
  { model }: SummaryContext,
): Omit<QueueSummary, 'zone' | 'coverage' | 'definition'> {
  const { durationMs } = model.windows;
  return {
    n: served + abandoned,
    joined,
    served,
    abandoned: whyNoAbandoned(zone) === undefined ? abandoned : null,
    lengthMean: Math.round((1000 * waitingMs) / (coverage * durationMs)) / 1000,
    lengthMax,
    waitPredictedMs: predict(lengthAtEnd, served, durationMs),
    waits: waits.length === 0 ? null : summarizeDwell(waits),
    ...NO_DERIVED,
  };
}

/** Predicts the wait by Little's law from the window's rate of service. The wait at an empty queue is 0. */
function predict(waiting: number, served: number, durationMs: number): number | null {
  if (waiting === 0) return 0;
  return served === 0 ? null : Math.round((waiting * durationMs) / served);
}

/**
 * The two parts of the half width of a count's 95 % interval: in units of the count's square root, and as a share of
 * the count. A person is missed or counted twice. People whose tracks are lost in a busy queue join it again. Chosen on
 * simulated days (`sim-stores.ts`): seeds 11 to 13 of five stores, and seed 1 of the supermarket.
 */
const JOINED_NOISE = { perRoot: 0.3, share: 0.05 };
const SERVED_NOISE = { perRoot: 0.25, share: 0.04 };
/**
 * The same two parts for abandoned waits, on the upper side of their interval. These waits are few. Where tracks swap at
 * the till, a person who gave up looks served: with impatient customers, half of them do. Chosen on odd seeds of hurried
 * openings (`sim-stores.ts --hurry`).
 */
const ABANDONED_NOISE = { perRoot: 1.2, share: 1.1 };
/**
 * Half width of the interval of abandoned waits on the lower side, in units of the square root. Swapped tracks look
 * like people who left. The true number is therefore probably lower than the counted one.
 */
const SWAPPED = 2;
/**
 * Parts of the error of the line's length. Any wait may be missed or counted twice: `perWait` is the chance of it, so
 * few long waits tell less than many short ones. All waits share an error of `share`, and an empty line one of `least`.
 * Of those who seem to have been served at once, `atOnce` waited as long as the others. Chosen on odd seeds of openings.
 */
const LENGTH_NOISE = { perWait: 0.12, share: 0.06, least: 0.003, atOnce: 0.03 };
/** Shorter waits are none. */
const AT_ONCE_MS = 1_000;
/**
 * Half widths in seconds for the mean and the 95th percentile, if one person waits 1 s. Both grow with the square root
 * of the wait.
 */
const WAIT_NOISE_S = 6.5;
const P95_NOISE_S = 20;

/** Returns mean and 95th percentile of the waits, and the intervals of all numbers. */
export function deriveQueue(queue: QueueSummary): QueueSummary {
  const { joined, served, abandoned, lengthMean, waits } = queue;
  const { waitMeanMs, waitP95Ms } = estimateWaits(queue);
  const intervals = {
    joined: around(joined, countNoise(joined, JOINED_NOISE)),
    served: around(served, countNoise(served, SERVED_NOISE)),
    abandoned: ofAbandoned(abandoned),
    lengthMean: lengthRange(lengthMean, waits),
    lengthMax: null,
    waitMeanMs: meanWaitRange(waitMeanMs, served),
    waitP95Ms: around(waitP95Ms, waitNoiseMs(waitP95Ms, served, P95_NOISE_S)),
    waitPredictedMs: null,
  };
  return { ...queue, waitMeanMs, waitP95Ms, intervals };
}

/** Returns the 95 % interval, in ms, of the mean wait of `served` people; null without a mean. */
export function meanWaitRange(waitMeanMs: number | null, served: number | null): Interval | null {
  return around(waitMeanMs, waitNoiseMs(waitMeanMs, served, WAIT_NOISE_S));
}

/** The interval reaches further up than down: people who only seem to be served at once make the line longer. */
function lengthRange(length: number | null, waits: QueueSummary['waits']): Interval | null {
  if (length === null) return null;
  const lengths = toDurations(waits?.bins ?? []).map((wait) => wait.length);
  const waited = lengths.filter((ms) => ms >= AT_ONCE_MS);
  const sum = waited.reduce((total, ms) => total + ms, 0);
  // Without a wait that has ended, one that may be wrong goes on.
  const single = sum === 0 ? 1 : waited.reduce((total, ms) => total + (ms / sum) ** 2, 0);
  const { perWait, share, least, atOnce } = LENGTH_NOISE;
  const half = TWO_SIDED_95 * Math.hypot(length * Math.sqrt(perWait * single + share ** 2), least);
  const unseen = (length * atOnce * (lengths.length - waited.length)) / Math.max(1, waited.length);
  return [Math.max(0, Math.min(length, length + unseen - half)), length + unseen + half];
}

function countNoise(count: number | null, { perRoot, share }: typeof JOINED_NOISE): number {
  return Math.floor(Math.hypot(perRoot * Math.sqrt((count ?? 0) + 1), share * (count ?? 0)) + 0.5);
}

function waitNoiseMs(ms: number | null, served: number | null, noiseS: number): number {
  return Math.round(1000 * noiseS * Math.sqrt(((ms ?? 0) / 1000 + 1) / Math.max(1, served ?? 0)));
}

function ofAbandoned(count: number | null): Interval | null {
  if (count === null) return null;
  const low = Math.floor(count - SWAPPED * Math.sqrt(count));
  return [Math.max(0, low), count + countNoise(count, ABANDONED_NOISE)];
}

function around(value: number | null, half: number): Interval | null {
  return value === null ? null : [Math.max(0, value - half), value + half];
}

/**
 * Estimates the mean and the 95th percentile of people who were served. A person who was lost waited at least until then,
 * and was probably served. The mean is therefore waiting time ÷ people served, without the time of those who gave up.
 * Bins do not tell them from lost people, so the longest unserved waits are taken for theirs. The percentile covers only
 * people whose service was seen. The bins make it wrong by at most 4.8 %.
 */
function estimateWaits({ waits, abandoned }: QueueSummary): Pick<QueueSummary, 'waitMeanMs' | 'waitP95Ms'> {
  const ended = (waits?.n ?? 0) - (waits?.censored ?? 0);
  // Windows stored before definition 2 have no waits.
  if (!waits || ended === 0) return { waitMeanMs: null, waitP95Ms: null };
  const durations = toDurations(waits.bins);
  const curve = survivalCurve(durations.filter((wait) => wait.ended));
  return {
    waitMeanMs: Math.round(Math.max(0, waits.sumMs - gaveUpMs(durations, abandoned ?? 0)) / ended),
    waitP95Ms: survivalQuantile(curve, 0.95),
  };
}

function gaveUpMs(durations: readonly Duration[], abandoned: number): number {
  const unserved = durations.filter(({ ended }) => !ended).map(({ length }) => length);
  const longest = unserved.sort((a, b) => b - a).slice(0, abandoned);
  return longest.reduce((sum, length) => sum + length, 0);
}

export function saveQueues(counts: QueuesCounts, { zones }: StoreModel): Json {
  return saveById(zones, counts);
}

export function restoreQueues(saved: Json, { zones }: StoreModel): QueuesCounts {
  return restoreById(zones, saved).map((each) => each as QueueCounts | undefined);
}
