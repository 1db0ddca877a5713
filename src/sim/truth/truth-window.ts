import type { ZoneRules } from '../model/zone-rules.ts';
import type { TrueQueueWait } from './queue-truth.ts';
import { trueQueueWaits } from './queue-truth.ts';
import type { StoreTruth, TrueStay } from './store-truth.ts';
import type { TrueVisit } from './zone-truth.ts';

export interface TrueZone {
  readonly zone: string;
  readonly entries: number;
  readonly exits: number;
  /** Visits that ended in the window and lasted the visit time. */
  readonly visits: number;
  /** Visits that reached the engagement time in the window. */
  readonly engaged: number;
  readonly presenceMs: number;
  readonly peopleMax: number;
  /** Of trolleys and baskets with a tag. */
  readonly trolleyMs: number;
  /** Of the visits that ended in the window, sorted. */
  readonly dwellsMs: readonly number[];
}

/** A queue as the settings draw it. */
export interface TrueQueue {
  readonly zone: string;
  readonly joined: number;
  readonly served: number;
  readonly abandoned: number;
  readonly lengthMean: number;
  readonly lengthMax: number;
  /** Of those who were served in the window, sorted. */
  readonly waitsMs: readonly number[];
}

export interface TrueDoor {
  readonly door: string;
  readonly in: number;
  readonly out: number;
}

/** What truly happened between two times. Staff count as people; `visitors` leaves them out. */
export interface TruthWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zones: readonly TrueZone[];
  readonly doors: readonly TrueDoor[];
  readonly queues: readonly TrueQueue[];
  readonly store: {
    readonly entries: number;
    readonly exits: number;
    /** At the end of the window. */
    readonly occupancy: number;
    readonly occupancyMean: number;
    readonly visitors: number;
    readonly passersBy: number;
    /** Of them, people who passed where passers-by are counted; 0 where they are not counted. */
    readonly shopfrontPassersBy: number;
    readonly sales: number;
    /** Of the visitors who left in the window, sorted. */
    readonly visitDurationsMs: readonly number[];
    readonly bounced: number;
  };
  /** Mean of the visits that began in a stretch of time and ended in it; undefined without one. */
  readonly visitMs: (fromMs: number, toMs: number) => number | undefined;
  /** Everybody who was served at a till, wherever and however shortly they waited. */
  readonly tills: {
    readonly served: number;
    /** Sorted. */
    readonly waitsMs: readonly number[];
  };
}

const ascending = (a: number, b: number) => a - b;

export function truthWindow(truth: StoreTruth, fromMs: number, toMs: number): TruthWindow {
  const visits = truth.visitsUntil(toMs);
  const zones = truth.layout.zones.map(({ id, rules }, zone) => {
    const own = visits.filter((visit) => visit.zone === zone && visit.leftMs >= fromMs);
    const trolleyMs = truth.tags.presenceMs(zone, fromMs, toMs);
    return { zone: id, ...zoneIn(own, rules, fromMs, toMs), trolleyMs };
  });
  return {
    fromMs,
    toMs,
    zones,
    queues: queuesIn(truth, trueQueueWaits(visits, truth.layout.zones), zones, { fromMs, toMs }),
    doors: truth.layout.doors.map(({ id }) => ({ door: id, ...passagesIn(truth, fromMs, toMs, id) })),
    store: storeIn(truth, fromMs, toMs),
    tills: tillsIn(truth, fromMs, toMs),
    visitMs: (from, to) => meanVisitMs(truth, from, to),
  };
}

function zoneIn(
  visits: readonly TrueVisit[],
  rules: ZoneRules,
  fromMs: number,
  toMs: number,
): Omit<TrueZone, 'zone' | 'trolleyMs'> {
  const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
  // A person with a badge never counts as a visitor; person-time includes all people.
  const counted = visits.filter(({ person }) => !person.isBadged);
  const ended = counted.filter(({ leftMs }) => within(leftMs));
  const dwellsMs = ended.map(({ enteredMs, leftMs }) => leftMs - enteredMs).sort(ascending);
  const spansOf = (list: readonly TrueVisit[]) =>
    list.map(({ enteredMs, leftMs }) => ({ fromMs: enteredMs, toMs: leftMs }));
  return {
    entries: counted.filter(({ enteredMs }) => within(enteredMs)).length,
    exits: ended.length,
    visits: dwellsMs.filter((dwellMs) => dwellMs >= rules.visitMs).length,
    engaged: counted.filter(
      ({ enteredMs, leftMs }) => within(enteredMs + rules.engagedMs) && leftMs - enteredMs >= rules.engagedMs,
    ).length,
    presenceMs: spansOf(visits).reduce((sum, span) => sum + overlapMs(span, fromMs, toMs), 0),
    peopleMax: greatestAtOnce(spansOf(counted), fromMs, toMs),
    dwellsMs,
  };
}

function passagesIn({ crossings }: StoreTruth, fromMs: number, toMs: number, door?: string) {
  const counted = crossings.filter(
    (crossing) =>
      !crossing.isTakenBack &&
      crossing.atMs >= fromMs &&
      crossing.atMs < toMs &&
      (door === undefined || crossing.door === door),
  );
  const entered = counted.filter(({ direction }) => direction === 'in').length;
  return { in: entered, out: counted.length - entered };
}

function storeIn(truth: StoreTruth, fromMs: number, toMs: number): TruthWindow['store'] {
  const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
  const spans = truth.stays.map(({ inMs, outMs }) => ({ fromMs: inMs, toMs: outMs }));
  const visitors = truth.stays.filter(({ person }) => person.kind === 'visitor');
  const durations = visitors
    .filter(({ outMs }) => within(outMs))
    .map(durationMs)
    .sort(ascending);
  const all = passagesIn(truth, fromMs, toMs);
  return {
    entries: all.in,
    exits: all.out,
    occupancy: spans.filter((span) => span.fromMs < toMs && span.toMs >= toMs).length,
    occupancyMean: spans.reduce((sum, span) => sum + overlapMs(span, fromMs, toMs), 0) / (toMs - fromMs),
    visitors: visitors.filter(({ inMs }) => within(inMs)).length,
    passersBy: truth.passersByMs.filter(within).length,
    shopfrontPassersBy: truth.shopfrontPassersMs(toMs).filter(within).length,
    sales: truth.sales.filter(({ atMs }) => within(atMs)).length,
    visitDurationsMs: durations,
    bounced: durations.filter((duration) => duration < truth.rules.bounceMs).length,
  };
}

function meanVisitMs({ stays }: StoreTruth, fromMs: number, toMs: number): number | undefined {
  const whole = stays.filter(({ inMs, outMs }) => inMs >= fromMs && outMs <= toMs);
  if (whole.length === 0) return undefined;
  return whole.map(durationMs).reduce((sum, ms) => sum + ms, 0) / whole.length;
}

function queuesIn(
  { layout }: StoreTruth,
  waits: readonly TrueQueueWait[],
  zones: readonly TrueZone[],
  { fromMs, toMs }: Span,
): TrueQueue[] {
  const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
  return zones.flatMap(({ zone, presenceMs, peopleMax }, i) => {
    if (layout.zones[i]?.queue === undefined) return [];
    const own = waits.filter((wait) => wait.zone === i);
    const ended = own.filter(({ endedMs }) => within(endedMs));
    const served = ended.filter(({ isServed }) => isServed);
    return [
      {
        zone,
        joined: own.filter(({ joinedMs }) => within(joinedMs)).length,
        served: served.length,
        abandoned: ended.length - served.length,
        lengthMean: presenceMs / (toMs - fromMs),
        lengthMax: peopleMax,
        waitsMs: waitsMs(served),
      },
    ];
  });
}

function tillsIn({ waits }: StoreTruth, fromMs: number, toMs: number): TruthWindow['tills'] {
  const served = waits.filter(({ isServed, endedMs }) => isServed && endedMs >= fromMs && endedMs < toMs);
  return { served: served.length, waitsMs: waitsMs(served) };
}

function waitsMs(waits: readonly { readonly joinedMs: number; readonly endedMs: number }[]): number[] {
  return waits.map(({ joinedMs, endedMs }) => endedMs - joinedMs).sort(ascending);
}

function durationMs({ inMs, outMs }: TrueStay): number {
  return outMs - inMs;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function overlapMs(span: Span, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs));
}

function greatestAtOnce(spans: readonly Span[], fromMs: number, toMs: number): number {
  const steps = spans
    .filter((span) => span.fromMs < toMs && span.toMs >= fromMs)
    .flatMap((span) => [
      { atMs: Math.max(span.fromMs, fromMs), by: 1 },
      { atMs: span.toMs, by: -1 },
    ])
    .filter(({ atMs }) => atMs < toMs)
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  return steps.reduce((greatest, { by }) => {
    now += by;
    return Math.max(greatest, now);
  }, 0);
}
