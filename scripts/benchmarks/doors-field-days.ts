/** Simulates the field bench's days: what doors published, what each of their sources has alone, and the truth. */

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
import type { KeptDay } from './day-folder.ts';
import { findCommit } from './day-folder.ts';
import type { PublishedInterval } from './doors-field-intervals.ts';
import { listIntervals } from './doors-field-intervals.ts';
import type { FieldStore } from './doors-field-layouts.ts';

const HOUR_MS = 3_600_000;
const DIRECTIONS = ['in', 'out'] as const;

type Counts = Map<string, number>;

/** One door and direction in a day. */
export interface DoorScore {
  readonly door: string;
  readonly passed: number;
  readonly published: number;
  readonly alone: readonly number[];
}

/** People inside at the end of a minute. */
export interface OccupancyMinute {
  readonly inside: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface FieldDay extends KeptDay {
  readonly doors: readonly DoorScore[];
  /** Those in which people are inside, or are said to be. */
  readonly minutes: readonly OccupancyMinute[];
  readonly visit: { readonly trueS: number; readonly publishedS: number } | null;
  readonly intervals: readonly PublishedInterval[];
}

export async function playDay(name: string, store: FieldStore, seed: number): Promise<FieldDay> {
  const commit = findCommit();
  const { shop, settings } = await openScenario(store.open());
  const model = buildStoreModel(settings);
  const fromMs = shop.midnightMs + store.fromHour * HOUR_MS;
  const toMs = shop.midnightMs + store.toHour * HOUR_MS;
  const watch = new DayWatch(model);
  const run = { shop, settings, seed, fromMs, toMs, log: silentLog, listener: watch };
  const { truth, summaries } = await runScenario(run);
  return {
    ...{ store: name, seed, commit },
    doors: watch.scoreDoors(truth),
    minutes: watch.listMinutes(truth),
    visit: scoreVisit(truth, watch.visits),
    intervals: listIntervals(summaries, (from, to) => truthWindow(truth, from, to), { fromMs, toMs }),
  };
}

/** Notes what is published, and lets each source of each door count alone. */
class DayWatch {
  readonly visits: VisitsEstimated[] = [];
  readonly #model: StoreModel;
  readonly #fused: Counts = new Map();
  readonly #estimates: (Omit<OccupancyMinute, 'inside'> & { readonly at: number })[] = [];
  readonly #singles: readonly Single[];

  constructor(model: StoreModel) {
    this.#model = model;
    this.#singles = model.doors.flatMap((door) => listSources(door).map((alone) => openSingle(model, alone)));
  }

  observation(observation: Observation): void {
    for (const single of this.#singles) single.observe(observation);
  }

  fact(fact: Fact): void {
    if (fact.kind === 'DoorCrossed') add(this.#fused, `${fact.door} ${fact.direction}`, fact.count);
    if (fact.kind === 'OccupancyEstimated') this.#estimates.push(fact);
    if (fact.kind === 'VisitsEstimated') this.visits.push(fact);
    if (fact.kind === 'LineCrossed') for (const { tracker } of this.#singles) tracker.lineCrossed(fact);
  }

  scoreDoors({ crossings }: StoreTruth): DoorScore[] {
    const real = crossings.filter(({ isTakenBack }) => !isTakenBack);
    return this.#model.doors.flatMap(({ id }) =>
      DIRECTIONS.map((direction) => ({
        door: `${id} ${direction}`,
        passed: real.filter((each) => each.door === id && each.direction === direction).length,
        published: this.#fused.get(`${id} ${direction}`) ?? 0,
        alone: this.#singles
          .filter(({ door }) => door.id === id)
          .map(({ counts }) => counts.get(direction) ?? 0),
      })),
    );
  }

  listMinutes({ stays }: StoreTruth): OccupancyMinute[] {
    const minutes = this.#estimates.map(({ at, mean, low, high }) => {
      const inside = stays.filter((stay) => stay.inMs <= at && at < stay.outMs).length;
      return { inside, mean, low, high };
    });
    return minutes.filter(({ mean, inside }) => inside > 0 || mean >= 0.5);
  }
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

/** Of everybody, staff too: doors do not know who passes. */
function scoreVisit(truth: StoreTruth, [visit]: readonly VisitsEstimated[]): FieldDay['visit'] {
  if (visit === undefined) return null;
  const { visits } = truthWindow(truth, visit.from, visit.at);
  return { trueS: visits(visit.from, visit.at).meanMs / 1000, publishedS: visit.meanMs / 1000 };
}

function add(counts: Counts, key: string, people: number): void {
  counts.set(key, (counts.get(key) ?? 0) + people);
}
