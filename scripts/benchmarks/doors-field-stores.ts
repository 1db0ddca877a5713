/**
 * Simulated days: what each door publishes against its single sources and the truth, the occupancy in open hours, the mean
 * visit, and how often the published intervals hold.
 */

import { existsSync } from 'node:fs';
import { buildStoreModel } from '../../src/app/settings/build-store-model.ts';
import { openScenario } from '../../src/app/sim/open-scenario.ts';
import { runScenario } from '../../src/app/sim/run-scenario.ts';
import { DoorTracker } from '../../src/core/doors/door-tracker.ts';
import type { VisitsEstimated } from '../../src/core/model/door-fact.ts';
import type { Fact } from '../../src/core/model/fact.ts';
import type { Observation } from '../../src/core/model/observation.ts';
import type { DoorModel, StoreModel } from '../../src/core/model/store-model.ts';
import type { StoreTruth } from '../../src/sim/truth/store-truth.ts';
import { truthWindow } from '../../src/sim/truth/truth-window.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { IntervalScore } from './doors-field-intervals.ts';
import type { FieldStore } from './doors-field-layouts.ts';
import { CORNER, FIELD_STORES } from './doors-field-layouts.ts';

const HOUR_MS = 3_600_000;
const DIRECTIONS = ['in', 'out'] as const;
/** Bars: over all days of a store a door is no worse than its best single source by more than this… */
const WORSE_SHARE = 0.01;
/** …and on no day by more than both. */
const WORSE_PEOPLE = 2;
/** The occupancy is off by no more than the larger of these, and the mean visit by no more than this share. */
const OCCUPANCY_SHARE = 0.2;
const OCCUPANCY_PEOPLE = 0.7;
const VISIT_SHARE = 0.1;

type Counts = Map<string, number>;
interface Estimate {
  readonly at: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Plays the kept seeds of these stores, or of all. Returns whether all bars are met. */
export async function benchStores(wanted: readonly string[]): Promise<boolean> {
  const intervals = new IntervalScore();
  let isGood = true;
  for (const [name, store] of Object.entries(FIELD_STORES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (name === 'corner' && !existsSync(CORNER)) {
      console.log('../shared has no corner shop here: its days are left out');
      continue;
    }
    isGood = (await playStore(name, store, intervals)) && isGood;
  }
  console.table(intervals.table());
  return intervals.isGood && isGood;
}

async function playStore(name: string, store: FieldStore, intervals: IntervalScore): Promise<boolean> {
  const days = [];
  for (const seed of store.kept) days.push(await playDay(store, seed, intervals));
  const doors = sumDoors(days.flatMap((day) => day.doors));
  console.log(`\n${name}, seeds ${store.kept.join(' ')}`);
  console.table(doors);
  console.table(days.map(({ occupancy, visit }) => ({ ...occupancy, ...visit })));
  return (
    doors.every(({ good }) => good) && days.every(({ occupancy, visit }) => occupancy.good && visit.goodVisit)
  );
}

async function playDay(store: FieldStore, seed: number, intervals: IntervalScore) {
  const { shop, settings } = await openScenario(store.open());
  const model = buildStoreModel(settings);
  const fromMs = shop.midnightMs + store.fromHour * HOUR_MS;
  const toMs = shop.midnightMs + store.toHour * HOUR_MS;
  const fused: Counts = new Map();
  const estimates: Estimate[] = [];
  const visits: VisitsEstimated[] = [];
  const singles = model.doors.flatMap((door) => listSources(door).map((alone) => openSingle(model, alone)));
  const listener = {
    observation: (observation: Observation) => {
      for (const single of singles) single.observe(observation);
    },
    fact: (fact: Fact) => {
      if (fact.kind === 'DoorCrossed') add(fused, `${fact.door} ${fact.direction}`, fact.count);
      if (fact.kind === 'OccupancyEstimated') estimates.push(fact);
      if (fact.kind === 'VisitsEstimated') visits.push(fact);
      if (fact.kind === 'LineCrossed') for (const single of singles) single.tracker.lineCrossed(fact);
    },
  };
  const run = { shop, settings, seed, fromMs, toMs, log: silentLog, listener };
  const { truth, summaries } = await runScenario(run);
  intervals.addDay(summaries, (from, to) => truthWindow(truth, from, to), { fromMs, toMs });
  const minutes = minutesOf(truth, estimates);
  for (const { inside, low, high } of minutes) intervals.addOccupancy(inside, { low, high });
  return {
    doors: scoreDoors(model, truth, fused, singles),
    occupancy: scoreOccupancy(minutes),
    visit: scoreVisit(truth, visits),
  };
}

function listSources(door: DoorModel): DoorModel[] {
  return [
    ...door.sensors.map((sensor) => ({ ...door, sensors: [sensor], lines: [] })),
    ...door.lines.map((line) => ({ ...door, sensors: [], lines: [line] })),
  ];
}

interface Single {
  readonly door: DoorModel;
  readonly counts: Counts;
  readonly tracker: DoorTracker;
  observe(observation: Observation): void;
}

/** The same door with one of its sources alone. */
function openSingle(model: StoreModel, door: DoorModel): Single {
  const counts: Counts = new Map();
  const tracker = new DoorTracker({ ...model, doors: [door] }, (fact) => {
    if (fact.kind === 'DoorCrossed') add(counts, fact.direction, fact.count);
  });
  const observe = (observation: Observation) => {
    if (observation.kind === 'Tick') tracker.advance(observation.at);
    else if (observation.kind !== 'StoreEmptied' && observation.kind !== 'DayEnded')
      tracker.observe(observation);
  };
  return { door, counts, tracker, observe };
}

interface DoorScore {
  readonly door: string;
  readonly passed: number;
  readonly published: number;
  readonly alone: readonly number[];
}

function scoreDoors(
  model: StoreModel,
  truth: StoreTruth,
  fused: Counts,
  singles: readonly Single[],
): DoorScore[] {
  return model.doors.flatMap(({ id }) =>
    DIRECTIONS.map((direction) => {
      const passed = truth.crossings.filter(
        (each) => each.door === id && each.direction === direction && !each.isTakenBack,
      ).length;
      const own = singles.filter((single) => single.door.id === id);
      const alone = own.map(({ counts }) => counts.get(direction) ?? 0);
      const published = fused.get(`${id} ${direction}`) ?? 0;
      return { door: `${id} ${direction}`, passed, published, alone };
    }),
  );
}

/**
 * Each door and direction over all days, and day by day, against the source that alone is best over all days. Of several
 * sources one is luckiest on a given day: to beat that one is not asked.
 */
function sumDoors(scores: readonly DoorScore[]) {
  return [...Map.groupBy(scores, ({ door }) => door)].map(([door, days]) => {
    const sum = (value: (day: DoorScore) => number) => days.reduce((total, day) => total + value(day), 0);
    const [passed, published] = [sum((day) => day.passed), sum((day) => day.published)];
    const alone = (days[0]?.alone ?? []).map((_, i) => sum((day) => day.alone[i] ?? 0));
    const off = alone.map((count) => Math.abs(count - passed));
    const best = off.indexOf(Math.min(...off));
    const isBest = Math.abs(published - passed) <= (off[best] ?? 0) + WORSE_SHARE * passed;
    const badDays = days.filter((day) => isWorse(day, best)).length;
    return { door, passed, published, alone: alone.join(' '), badDays, good: isBest && badDays === 0 };
  });
}

function isWorse({ passed, published, alone }: DoorScore, best: number): boolean {
  const allowed = Math.max(WORSE_PEOPLE, WORSE_SHARE * passed);
  return Math.abs(published - passed) > Math.abs((alone[best] ?? 0) - passed) + allowed;
}

/** The minutes in which people are inside, or are said to be. */
function minutesOf(truth: StoreTruth, estimates: readonly Estimate[]) {
  const minutes = estimates.map((estimate) => ({
    ...estimate,
    inside: truth.stays.filter((stay) => stay.inMs <= estimate.at && estimate.at < stay.outMs).length,
  }));
  return minutes.filter(({ mean, inside }) => inside > 0 || mean >= 0.5);
}

function scoreOccupancy(minutes: ReturnType<typeof minutesOf>) {
  const findMean = (value: (minute: (typeof minutes)[number]) => number) =>
    minutes.reduce((sum, minute) => sum + value(minute), 0) / Math.max(1, minutes.length);
  const inside = findMean((minute) => minute.inside);
  const error = findMean((minute) => Math.abs(minute.mean - minute.inside));
  return {
    inside,
    published: findMean(({ mean }) => mean),
    error,
    good: error <= Math.max(OCCUPANCY_PEOPLE, OCCUPANCY_SHARE * inside),
  };
}

/** Of everybody, staff too: doors do not know who passes. */
function scoreVisit(truth: StoreTruth, visits: readonly VisitsEstimated[]) {
  const [visit] = visits;
  const { visits: whole } = truthWindow(truth, visit?.from ?? 0, visit?.at ?? 0);
  const trueS = visit === undefined ? undefined : whole(visit.from, visit.at).meanMs / 1000;
  const visitS = visit === undefined ? undefined : visit.meanMs / 1000;
  const isGood = trueS !== undefined && visitS !== undefined && Math.abs(visitS / trueS - 1) <= VISIT_SHARE;
  return { trueVisitS: trueS, visitS, goodVisit: isGood };
}

function add(counts: Counts, key: string, people: number): void {
  counts.set(key, (counts.get(key) ?? 0) + people);
}
