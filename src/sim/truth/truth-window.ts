import type { TagId } from '../../core/model/ids.ts';
import type { ZoneRules } from '../model/zone-rules.ts';
import type { TrueStep } from './journey-truth.ts';
import { stepsIn } from './journey-truth.ts';
import type { TrueQueue } from './queue-truth.ts';
import { findTills, queueIn } from './queue-truth.ts';
import type { StoreTruth, TrueStay } from './store-truth.ts';
import type { TrueVisit } from './zone-truth.ts';

export interface TrueZone {
  readonly zone: string;
  readonly entries: number;
  readonly exits: number;
  /** Visits that ended in the window and lasted at least the visit time. */
  readonly visits: number;
  /** Visits that reached the engagement time in the window. */
  readonly engaged: number;
  readonly presenceMs: number;
  readonly peopleMax: number;
  /** Time that trolleys and baskets with a tag spent in the zone. */
  readonly trolleyMs: number;
  /** Durations of the visits that ended in the window, sorted. */
  readonly dwellsMs: readonly number[];
}

export interface TrueDoor {
  readonly door: string;
  readonly in: number;
  readonly out: number;
}

/** Store visits of all people, including staff, because doors do not identify people. */
export interface TrueVisits {
  readonly n: number;
  readonly meanMs: number;
  /** Share of visits shorter than `ms`. */
  readonly shorterThan: (ms: number) => number;
}

/** The truth between two times. Staff count as people; `visitors` leaves them out. */
export interface TruthWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zones: readonly TrueZone[];
  readonly doors: readonly TrueDoor[];
  /** Terminals that were pressed: number of people, and their mean answer from 0 to 100. */
  readonly feedback: readonly { readonly sensor: string; readonly n: number; readonly happyIndex: number }[];
  /** Pick-ups and put-backs of each product with a tag. */
  readonly products: readonly { readonly tag: TagId; readonly pickUps: number; readonly putBacks: number }[];
  readonly queues: readonly TrueQueue[];
  /** Steps of visitors from zone to zone. */
  readonly steps: readonly TrueStep[];
  readonly store: {
    readonly entries: number;
    readonly exits: number;
    /** People in the store at the end of the window. */
    readonly occupancy: number;
    readonly occupancyMean: number;
    readonly visitors: number;
    readonly passersBy: number;
    /** Passers-by, among `passersBy`, who passed the lines or zones of the shopfront. 0 in a store without them. */
    readonly shopfrontPassersBy: number;
    readonly sales: number;
    /** Number of groups, counted when their first member enters. */
    readonly groups: number;
    /** Durations of the stays of visitors who left in the window, sorted. */
    readonly visitDurationsMs: readonly number[];
  };
  /** Returns the visits that both began and ended in a span of time. */
  readonly visits: (fromMs: number, toMs: number) => TrueVisits;
  /**
   * Returns the number of radios with a constant address on the day that ends then. `share` of them also came the day
   * before.
   */
  readonly returning: (endMs: number) => { readonly n: number; readonly share: number };
}

const DAY_MS = 24 * 3_600_000;
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
    queues: queuesIn(truth, { fromMs, toMs }),
    steps: stepsIn(
      visits.filter(({ person }) => !person.isBadged),
      truth.layout.zones.map(({ id }) => id),
      { fromMs, toMs },
    ),
    feedback: feedbackIn(truth, { fromMs, toMs }),
    products: productsIn(truth, { fromMs, toMs }),
    doors: truth.layout.doors.map(({ id }) => ({ door: id, ...passagesIn(truth, fromMs, toMs, id) })),
    store: storeIn(truth, fromMs, toMs),
    visits: (from, to) => wholeVisits(listVisits(truth), from, to),
    returning: (end) => returningOn(truth, end),
  };
}

function zoneIn(
  visits: readonly TrueVisit[],
  rules: ZoneRules,
  fromMs: number,
  toMs: number,
): Omit<TrueZone, 'zone' | 'trolleyMs'> {
  const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
  // A person with a badge never counts as a visitor. Person-time includes all people.
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

function feedbackIn({ answers }: StoreTruth, { fromMs, toMs }: Span): TruthWindow['feedback'] {
  const within = answers.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return [...Map.groupBy(within, ({ sensor }) => sensor)].map(([sensor, own]) => {
    const sum = own.reduce((total, { happiness }) => total + happiness, 0);
    return { sensor, n: own.length, happyIndex: (100 * sum) / own.length };
  });
}

function productsIn({ layout, handlings }: StoreTruth, { fromMs, toMs }: Span): TruthWindow['products'] {
  return layout.tags.flatMap(({ tag, carrier }) => {
    if (carrier.kind !== 'product') return [];
    const own = handlings.filter(
      ({ atMs, product }) => product === carrier.product && atMs >= fromMs && atMs < toMs,
    );
    const pickUps = own.filter(({ kind }) => kind === 'picked-up').length;
    return [{ tag, pickUps, putBacks: own.length - pickUps }];
  });
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
    groups: groupsIn(truth, { fromMs, toMs }),
    visitDurationsMs: durations,
  };
}

/** A simulated person visits once. A person whom the crowd pushes over the line and back does not come twice. */
export function listVisits({ stays }: Pick<StoreTruth, 'stays'>): Span[] {
  return [...Map.groupBy(stays, ({ person }) => person).values()].map((own) => ({
    fromMs: Math.min(...own.map(({ inMs }) => inMs)),
    toMs: Math.max(...own.map(({ outMs }) => outMs)),
  }));
}

/** Returns those of the visits that both began and ended in a span of time. */
export function wholeVisits(visits: readonly Span[], fromMs: number, toMs: number): TrueVisits {
  const lengths = visits
    .filter((visit) => visit.fromMs >= fromMs && visit.toMs <= toMs)
    .map((visit) => visit.toMs - visit.fromMs);
  return {
    n: lengths.length,
    meanMs: lengths.reduce((sum, ms) => sum + ms, 0) / lengths.length,
    shorterThan: (limitMs) => lengths.filter((ms) => ms < limitMs).length / lengths.length,
  };
}

function returningOn({ radios }: StoreTruth, endMs: number): { n: number; share: number } {
  const within = (fromMs: number) =>
    new Set(radios.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + DAY_MS).map(({ radio }) => radio));
  const [today, before] = [within(endMs - DAY_MS), within(endMs - 2 * DAY_MS)];
  const back = [...today].filter((radio) => before.has(radio)).length;
  return { n: today.size, share: back / today.size };
}

/** Counts a group once, at the time when its first member enters and stays. */
function groupsIn({ crossings }: StoreTruth, { fromMs, toMs }: Span): number {
  const firstMs = new Map<number, number>();
  for (const { atMs, direction, isTakenBack, person } of crossings)
    if (direction === 'in' && !isTakenBack && !firstMs.has(person.group)) firstMs.set(person.group, atMs);
  return [...firstMs.values()].filter((atMs) => atMs >= fromMs && atMs < toMs).length;
}

function queuesIn({ layout, waits }: StoreTruth, span: Span): TrueQueue[] {
  return layout.zones.flatMap(({ id, queue }, i) => {
    if (queue === undefined) return [];
    const tills = findTills(layout, i);
    return [
      queueIn(
        id,
        waits.filter(({ till }) => tills.has(till)),
        span,
      ),
    ];
  });
}

function durationMs({ inMs, outMs }: Pick<TrueStay, 'inMs' | 'outMs'>): number {
  return outMs - inMs;
}

export interface Span {
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
