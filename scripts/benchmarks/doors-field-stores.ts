/** Simulated days: what each door publishes against its single sources and the truth, and the occupancy in open hours. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { buildStoreModel } from '../../src/app/settings/build-store-model.ts';
import { openScenario, readScenario } from '../../src/app/sim/open-scenario.ts';
import { runScenario } from '../../src/app/sim/run-scenario.ts';
import { DoorTracker } from '../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../src/core/model/fact.ts';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { Observation } from '../../src/core/model/observation.ts';
import type { DoorModel, StoreModel } from '../../src/core/model/store-model.ts';
import type { StoreTruth } from '../../src/sim/truth/store-truth.ts';
import { silentLog } from '../../test/support/silent-log.ts';

const CORNER = new URL('../../../shared/data/field-cases/shops/corner.yaml', import.meta.url).pathname;
const HOUR_MS = 3_600_000;
const DIRECTIONS = ['in', 'out'] as const;
/** Bars: a door is no worse than its best single source by more than both of these… */
const WORSE_SHARE = 0.01;
const WORSE_PEOPLE = 2;
/** …and the occupancy is off by no more than the larger of these. */
const OCCUPANCY_SHARE = 0.2;
const OCCUPANCY_PEOPLE = 0.7;

/** The first seeds of a store are those that constants were chosen on; the others are reported. */
const DAYS = [
  { store: CORNER, seed: 4, fromHour: 6.75, toHour: 22.75 },
  { store: CORNER, seed: 8, fromHour: 6.75, toHour: 22.75 },
  { store: 'boutique', seed: 1, fromHour: 8.75, toHour: 20 },
  { store: 'boutique', seed: 12, fromHour: 8.75, toHour: 20 },
] as const;

type Counts = Map<string, number>;

/** `hours` shortens each day, for a quick look. Returns whether all bars are met. */
export async function benchStores(hours = Number.POSITIVE_INFINITY): Promise<boolean> {
  let isGood = true;
  for (const day of DAYS) {
    if (day.store === CORNER && !existsSync(CORNER)) {
      console.log('../shared has no corner shop here: its days are left out');
      continue;
    }
    const result = await playDay(day, hours);
    console.log(`\n${basename(day.store)}, seed ${day.seed}`);
    console.table(result.doors);
    console.table([result.occupancy]);
    isGood &&= result.doors.every((door) => door.good) && result.occupancy.good;
  }
  return isGood;
}

async function playDay(day: (typeof DAYS)[number], hours: number) {
  const { shop, settings } = await openScenario(readScenario(day.store));
  const model = buildStoreModel(settings);
  const fromMs = shop.midnightMs + day.fromHour * HOUR_MS;
  const toMs = Math.min(shop.midnightMs + day.toHour * HOUR_MS, fromMs + hours * HOUR_MS);
  const fused: Counts = new Map();
  const estimates: { readonly at: EpochMs; readonly mean: number }[] = [];
  const singles = model.doors.flatMap((door) => listSources(door).map((alone) => openSingle(model, alone)));
  const listener = {
    observation: (observation: Observation) => {
      for (const single of singles) single.observe(observation);
    },
    fact: (fact: Fact) => {
      if (fact.kind === 'DoorCrossed') add(fused, `${fact.door} ${fact.direction}`, fact.count);
      if (fact.kind === 'OccupancyEstimated') estimates.push(fact);
      if (fact.kind === 'LineCrossed') for (const single of singles) single.tracker.lineCrossed(fact);
    },
  };
  const run = { shop, settings, seed: day.seed, fromMs, toMs, log: silentLog, listener };
  const { truth } = await runScenario(run);
  return { doors: scoreDoors(model, truth, fused, singles), occupancy: scoreOccupancy(truth, estimates) };
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

function scoreDoors(model: StoreModel, truth: StoreTruth, fused: Counts, singles: readonly Single[]) {
  return model.doors.flatMap(({ id }) =>
    DIRECTIONS.map((direction) => {
      const passed = truth.crossings.filter(
        (each) => each.door === id && each.direction === direction && !each.isTakenBack,
      ).length;
      const off = (count = 0) => Math.abs(count - passed);
      const own = singles
        .filter((single) => single.door.id === id)
        .map(({ counts }) => counts.get(direction));
      const best = Math.min(...own.map(off));
      const published = fused.get(`${id} ${direction}`) ?? 0;
      const good = off(published) <= best + Math.max(WORSE_PEOPLE, WORSE_SHARE * passed);
      return { door: id, direction, passed, published, alone: own.map((count = 0) => count).join(' '), good };
    }),
  );
}

/** Of the minutes in which people are inside, or are said to be. */
function scoreOccupancy(
  truth: StoreTruth,
  estimates: readonly { readonly at: number; readonly mean: number }[],
) {
  const minutes = estimates
    .map(({ at, mean }) => ({
      mean,
      inside: truth.stays.filter((stay) => stay.inMs <= at && at < stay.outMs).length,
    }))
    .filter(({ mean, inside }) => inside > 0 || mean >= 0.5);
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

function add(counts: Counts, key: string, people: number): void {
  counts.set(key, (counts.get(key) ?? 0) + people);
}
