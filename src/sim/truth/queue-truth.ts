import { isInside } from '../../core/geometry/polygon.ts';
import type { StoreLayout, Till } from '../model/layout.ts';

/** The wait of a customer who joined a till's line to pay. */
export interface TrueWait {
  readonly till: string;
  readonly joinedMs: number;
  /** Time at which service began or the customer gave up. Infinite while the customer waits. */
  readonly endedMs: number;
  readonly isServed: boolean;
  /** People already in the line, including the one being served. */
  readonly ahead: number;
}

/**
 * True numbers of a queue in the settings, from people in the lines of its tills. The position of the queue zone does
 * not matter.
 */
export interface TrueQueue {
  readonly zone: string;
  readonly joined: number;
  readonly served: number;
  /** Customers who joined the line to pay and left it without being served. */
  readonly abandoned: number;
  readonly lengthMean: number;
  readonly lengthMax: number;
  /** Waits of the people served in the window, sorted. A person with a free till waits 0 ms. */
  readonly waitsMs: readonly number[];
  /** Wait of the first customer to join in the minute after the window. Undefined without such a customer. */
  readonly nextWaitMs: number | undefined;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const NEXT_MS = 60_000;

/** Returns the time for which other customers delayed this one. The walk to a free till is no wait. */
export function waitMs({ ahead, joinedMs, endedMs }: TrueWait): number {
  return ahead === 0 ? 0 : endedMs - joinedMs;
}

/** Returns the truth of a queue between two times. */
export function queueIn(zone: string, waits: readonly TrueWait[], span: Span): TrueQueue {
  const { fromMs, toMs } = span;
  const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
  const ended = waits.filter(({ endedMs }) => within(endedMs));
  const served = ended.filter(({ isServed }) => isServed);
  const lines = waits.filter(({ ahead }) => ahead > 0);
  return {
    zone,
    joined: waits.filter(({ joinedMs }) => within(joinedMs)).length,
    served: served.length,
    abandoned: ended.length - served.length,
    lengthMean: lines.reduce((sum, wait) => sum + overlapMs(wait, span), 0) / (toMs - fromMs),
    lengthMax: longest(lines, span),
    waitsMs: served.map(waitMs).sort((a, b) => a - b),
    nextWaitMs: nextWait(waits, toMs),
  };
}

function nextWait(waits: readonly TrueWait[], atMs: number): number | undefined {
  const next = waits.filter(({ joinedMs }) => joinedMs >= atMs && joinedMs < atMs + NEXT_MS);
  const [first] = next.sort((a, b) => a.joinedMs - b.joinedMs);
  return first?.isServed === true ? waitMs(first) : undefined;
}

/** Returns the largest number of people in the lines at one time. */
function longest(waits: readonly TrueWait[], { fromMs, toMs }: Span): number {
  const steps = waits
    .filter(({ joinedMs, endedMs }) => joinedMs < toMs && endedMs >= fromMs)
    .flatMap(({ joinedMs, endedMs }) => [
      { atMs: Math.max(joinedMs, fromMs), by: 1 },
      { atMs: endedMs, by: -1 },
    ])
    .filter(({ atMs }) => atMs < toMs)
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  return steps.reduce((most, { by }) => {
    now += by;
    return Math.max(most, now);
  }, 0);
}

function overlapMs({ joinedMs, endedMs }: TrueWait, { fromMs, toMs }: Span): number {
  return Math.max(0, Math.min(endedMs, toMs) - Math.max(joinedMs, fromMs));
}

/**
 * Finds the tills of a queue zone: those within its service zone. Without one, the tills whose line begins in the queue
 * zone.
 */
export function findTills({ zones, tills }: StoreLayout, zone: number): ReadonlySet<string> {
  const { polygon, queue } = zones[zone] ?? {};
  const service = zones.find(({ id }) => id === queue?.servedIn)?.polygon;
  const isOwn = ({ serve, queue: line }: Till) => {
    const first = line[0] ?? serve;
    const place = service === undefined ? { x: (serve.x + first.x) / 2, y: (serve.y + first.y) / 2 } : serve;
    const within = service ?? polygon;
    return within !== undefined && isInside(within, place.x, place.y);
  };
  return new Set(tills.filter(isOwn).map(({ id }) => id));
}
