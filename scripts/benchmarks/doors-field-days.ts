/** Replays the field bench's days: what doors publish, what each of their sources has alone, and the truth. */

import { buildStoreModel } from '../../src/app/settings/build-store-model.ts';
import { openScenario } from '../../src/app/sim/open-scenario.ts';
import { DoorTracker } from '../../src/core/doors/door-tracker.ts';
import { SensorLiveness } from '../../src/core/metrics/coverage/sensor-liveness.ts';
import { WindowAggregator } from '../../src/core/metrics/window-aggregator.ts';
import type { VisitsEstimated } from '../../src/core/model/door-fact.ts';
import type { Fact } from '../../src/core/model/fact.ts';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { SensorObservation } from '../../src/core/model/observation.ts';
import type { DoorModel, StoreModel } from '../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import type { PublishedInterval } from './doors-field-intervals.ts';
import { listIntervals } from './doors-field-intervals.ts';
import type { FieldStore } from './doors-field-layouts.ts';
import type { DoorCall, RecordedDay } from './doors-field-record.ts';
import { isOfDoors } from './doors-field-record.ts';

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

export interface FieldDay {
  readonly store: string;
  readonly seed: number;
  /** The product that the day was recorded with. */
  readonly commit: string;
  /** Whether the doors publish today, to the last digit, what they published when it was recorded. */
  readonly isAsRecorded: boolean;
  readonly doors: readonly DoorScore[];
  /** Those in which people are inside, or are said to be. */
  readonly minutes: readonly OccupancyMinute[];
  readonly visit: { readonly trueS: number; readonly publishedS: number } | null;
  readonly intervals: readonly PublishedInterval[];
}

export async function scoreDay(day: RecordedDay, store: FieldStore): Promise<FieldDay> {
  const { settings } = await openScenario(store.open());
  const doors = new ReplayedDoors(buildStoreModel(settings), day.fromMs);
  for (const call of day.calls) doors.replay(call);
  const intervals = listIntervals(doors.summaries, day);
  return {
    ...{ store: day.store, seed: day.seed, commit: day.commit, intervals },
    isAsRecorded: isSame(doors.facts.filter(isOfDoors), day.facts),
    doors: doors.score(day),
    minutes: listMinutes(day, doors.facts),
    visit: scoreVisit(
      day,
      doors.facts.find((fact) => fact.kind === 'VisitsEstimated'),
    ),
  };
}

function isSame(facts: readonly Fact[], recorded: readonly Fact[]): boolean {
  return JSON.stringify(facts) === JSON.stringify(recorded);
}

/** The doors with their windows, as the engine joins them, and each source of each door alone. */
class ReplayedDoors {
  readonly facts: Fact[] = [];
  readonly summaries: WindowSummary[] = [];
  readonly #model: StoreModel;
  readonly #windows: WindowAggregator;
  readonly #liveness: SensorLiveness;
  readonly #tracker: DoorTracker;
  readonly #singles: readonly Single[];

  constructor(model: StoreModel, fromMs: number) {
    this.#model = model;
    this.#windows = new WindowAggregator(model, { summary: (summary) => this.summaries.push(summary) });
    this.#windows.begin(fromMs as EpochMs);
    this.#liveness = new SensorLiveness(model.sensors, (sensor, from, to) =>
      this.#windows.live(sensor, from, to),
    );
    const emit = (fact: Fact) => {
      this.facts.push(fact);
      this.#windows.record(fact);
    };
    this.#tracker = new DoorTracker(model, emit, model.doorRules);
    this.#singles = model.doors.flatMap((door) => listSources(door).map((alone) => openSingle(model, alone)));
  }

  replay(call: DoorCall): void {
    if (call[0] === 'observe') this.#notice(call[1]);
    apply(this.#tracker, call);
    if (call[0] === 'advance') this.#windows.advance(call[1]);
    const isForSingles = call[0] === 'observe' || call[0] === 'lineCrossed' || call[0] === 'advance';
    if (isForSingles) for (const { tracker } of this.#singles) apply(tracker, call);
  }

  score({ crossings }: RecordedDay): DoorScore[] {
    const published: Counts = new Map();
    for (const fact of this.facts) {
      if (fact.kind === 'DoorCrossed') add(published, `${fact.door} ${fact.direction}`, fact.count);
    }
    return this.#model.doors.flatMap(({ id }) =>
      DIRECTIONS.map((direction) => ({
        door: `${id} ${direction}`,
        passed: crossings.filter((each) => each.door === id && each.direction === direction).length,
        published: published.get(`${id} ${direction}`) ?? 0,
        alone: this.#singles
          .filter(({ door }) => door.id === id)
          .map(({ counts }) => counts.get(direction) ?? 0),
      })),
    );
  }

  #notice({ kind, sensor, at }: SensorObservation): void {
    if (kind === 'SensorDown') this.#liveness.down(sensor);
    else this.#liveness.proof(sensor, at);
  }
}

function apply(tracker: DoorTracker, call: DoorCall): void {
  if (call[0] === 'observe') tracker.observe(call[1]);
  else if (call[0] === 'lineCrossed') tracker.lineCrossed(call[1]);
  else if (call[0] === 'saw') tracker.saw(call[1], call[2], call[3]);
  else if (call[0] === 'advance') tracker.advance(call[1]);
  else if (call[0] === 'closed') tracker.closed(call[1]);
  else tracker.begin();
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
}

/** The same door with one of its sources alone. */
function openSingle(model: StoreModel, door: DoorModel): Single {
  const counts: Counts = new Map();
  const tracker = new DoorTracker({ ...model, doors: [door] }, (fact) => {
    if (fact.kind === 'DoorCrossed') add(counts, fact.direction, fact.count);
  });
  return { door, counts, tracker };
}

function listMinutes({ stays }: RecordedDay, facts: readonly Fact[]): OccupancyMinute[] {
  const estimates = facts.filter((fact) => fact.kind === 'OccupancyEstimated');
  const minutes = estimates.map(({ at, mean, low, high }) => {
    const inside = stays.filter((stay) => stay.inMs <= at && at < stay.outMs).length;
    return { inside, mean, low, high };
  });
  return minutes.filter(({ mean, inside }) => inside > 0 || mean >= 0.5);
}

/** Of everybody who came and left in between, staff too: doors do not know who passes. */
function scoreVisit({ stays }: RecordedDay, visit: VisitsEstimated | undefined): FieldDay['visit'] {
  if (visit === undefined) return null;
  const whole = stays.filter(({ inMs, outMs }) => inMs >= visit.from && outMs <= visit.at);
  const presenceMs = whole.reduce((sum, { inMs, outMs }) => sum + outMs - inMs, 0);
  return { trueS: presenceMs / whole.length / 1000, publishedS: visit.meanMs / 1000 };
}

function add(counts: Counts, key: string, people: number): void {
  counts.set(key, (counts.get(key) ?? 0) + people);
}
