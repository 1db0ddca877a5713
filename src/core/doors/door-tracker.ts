import type { TypeOf } from '../model/codec.ts';
import { maybe, number, row } from '../model/codec.ts';
import type { Crossing, CrossingSink, DoorFault, RestoredCrossings } from '../model/crossing.ts';
import type { DoorCrossed } from '../model/door-fact.ts';
import type { FactSink, LineCrossed } from '../model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../model/ids.ts';
import type { SensorObservation } from '../model/observation.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedById, heldObject } from '../model/state-part.ts';
import type { DoorCounterModel, DoorThresholds, SensorIdentity } from '../model/store-model.ts';
import type { CountSource } from './count-source.ts';
import type { CountedDoor, CountedDoorModel } from './counted-door.ts';
import { commonError, createCountedDoor, isWatched, noteContact, viewSources } from './counted-door.ts';
import type { IntervalSink } from './counters/interval-counter.ts';
import type { DoorFusionSink } from './door-fusion.ts';
import { MINUTE_MS } from './door-fusion.ts';
import type { DoorStatus } from './door-status.ts';
import { InOutBalance } from './in-out-balance.ts';
import { StoreOccupancy } from './occupancy/store-occupancy.ts';

const DEFAULTS: DoorThresholds = { bounceMs: 120_000, emptyAfterQuietMs: 7_200_000, auditedSd: {} };
/**
 * Largest share of crossings that may remain in the occupancy by counting errors. If more people remain, the store is
 * not empty, even when all is quiet: a cinema audience crosses no door for hours.
 */
const FORGOTTEN_SHARE = 0.05;
const FORGOTTEN_FEW = 3;

const SINCE = row({
  /** Time of the last crossing, or of the last time that a door was not watched. */
  restlessAt: maybe(number),
  crossedSinceAnchor: number,
  minuteEnd: number,
});

/**
 * Tracks all doors of a store. Takes observations and crossings of camera lines. Emits crossings, counts per minute,
 * occupancy, visits and faults. Runs for each observation of a door sensor.
 */
export class DoorTracker implements Checkpointed {
  readonly #emit: FactSink;
  readonly #settings: DoorThresholds;
  readonly #sinceOf: (door: DoorId) => number | undefined;
  readonly #stations: readonly CountedDoor[];
  readonly #inside: StoreOccupancy;
  /** Lines on the floor plan. A person has the same number at all of them. */
  readonly #floorLines: ReadonlySet<string>;
  readonly #balance = new InOutBalance();
  readonly #since: TypeOf<typeof SINCE> = { restlessAt: undefined, crossedSinceAnchor: 0, minuteEnd: 0 };
  readonly state: StatePart;

  /** `sinceOf` returns the time of a door's first heartbeat, or undefined before it. */
  constructor(
    store: CountedDoorModel,
    emit: FactSink,
    settings: Partial<DoorThresholds> = {},
    sinceOf: (door: DoorId) => number | undefined = () => 0,
  ) {
    this.#emit = emit;
    this.#sinceOf = sinceOf;
    this.#settings = { ...DEFAULTS, ...settings };
    this.#inside = new StoreOccupancy(this.#settings.bounceMs, emit);
    this.#floorLines = new Set(store.lines?.filter(({ space }) => space === 'floor').map(({ id }) => id));
    const fusion: DoorFusionSink = {
      crossed: (fact, factor) => this.#passed(fact, factor),
      counted: emit,
      faulted: (sensor, at, cause) => emit({ kind: 'SensorFaulted', at, sensor, cause }),
      recovered: (sensor, at) => emit({ kind: 'SensorRecovered', at, sensor }),
    };
    this.#stations = store.doors.map((door) =>
      createCountedDoor(
        store,
        door,
        {
          fusion,
          findBias: () => this.#inside.bias,
          sinkOf: (source) => this.#createSink(source),
          intervalsOf: (counter) => this.#createIntervalSink(door.id, counter),
          turned: (from, to) => this.#inside.turned(from, to),
        },
        this.#settings.auditedSd,
      ),
    );
    this.state = composed({
      doors: composedById(this.#stations.map((station) => [station.door.id, station])),
      inside: this.#inside.state,
      balance: this.#balance.state,
      since: heldObject(SINCE, this.#since),
    });
  }

  observe(observation: SensorObservation): void {
    for (const station of this.#stations) this.#acceptHeartbeat(station, observation);
  }

  /** Handles a crossed camera line. Ignores a line that belongs to no door. */
  lineCrossed({ line, at, direction, person }: LineCrossed): void {
    for (const station of this.#stations) {
      const source = station.sources.find(({ id }) => id === line);
      if (source === undefined) continue;
      const evidence = { kind: 'line', person } as const;
      if (this.#floorLines.has(line)) {
        this.#inside.tracked(direction, at, person);
        station.turns?.crossed(direction, at);
      }
      this.#cross(station, source, { sensor: source.sensor, at, direction, count: 1, evidence });
    }
  }

  /** Adds a position of a person on the floor plan. Runs for each person of each picture. */
  moved(person: number, at: EpochMs, xM: number, yM: number): void {
    if (this.#floorLines.size > 0) this.#inside.moved(person, at, xM, yM);
  }

  /** Ends a person's track on the floor plan. */
  ended(person: number): void {
    this.#inside.ended(person);
  }

  /** Adds the number of people that cameras see on the floor. The cameras see `share` (0 to 1) of the floor. */
  saw(at: EpochMs, count: number, share: number): void {
    this.#inside.saw(at, count, share);
  }

  /** Starts after a restart: no sensor has observed the time since the checkpoint. */
  begin(): void {
    for (const { sources, decoders } of this.#stations) {
      for (const source of sources) source.lost();
      for (const decoder of decoders.values()) decoder.lost();
    }
  }

  /** Returns the state of all doors, for an audit. */
  view(at: EpochMs): DoorStatus[] {
    return this.#stations.map((station) => {
      const { id } = station.door;
      return { door: id, since: this.#sinceOf(id) ?? null, sources: viewSources(station, at) };
    });
  }

  /** Advances time. All observations up to `at` have been handled. */
  advance(at: EpochMs): void {
    for (const { decoders, fusion, turns } of this.#stations) {
      for (const decoder of decoders.values()) decoder.advance(at);
      fusion.advance(at);
      turns?.advance(at);
    }
    const minuteEnd = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (minuteEnd <= this.#since.minuteEnd || this.#stations.length === 0) return;
    const minutes = this.#since.minuteEnd === 0 ? 1 : (minuteEnd - this.#since.minuteEnd) / MINUTE_MS;
    this.#since.minuteEnd = minuteEnd;
    this.#watchDoors(at, minutes);
    const occupancy = this.#inside.advance(at, commonError(this.#stations, at));
    if (occupancy === undefined) return;
    const few = FORGOTTEN_FEW + FORGOTTEN_SHARE * this.#since.crossedSinceAnchor;
    if (this.#isQuiet(at) && occupancy.low <= few) this.closed(at);
  }

  /** Resets occupancy: the store is closed and all people have left. */
  closed(at: EpochMs): void {
    this.advance(at);
    Object.assign(this.#since, { crossedSinceAnchor: 0, restlessAt: at });
    this.#balance.close(this.#taking.length === 1, (sensor, isFaulted) => {
      if (isFaulted) this.#emit({ kind: 'SensorFaulted', at, sensor, cause: 'in-out-imbalance' });
      else this.#emit({ kind: 'SensorRecovered', at, sensor });
    });
    this.#inside.close(at, commonError(this.#stations, at));
  }

  #acceptHeartbeat(station: CountedDoor, observation: SensorObservation): void {
    const { sensor, at } = observation;
    const isDown = observation.kind === 'SensorDown';
    for (const source of station.sources) {
      if (source.sensor !== sensor) continue;
      if (isDown) source.lost();
      else source.alive(at);
    }
    const decoder = station.decoders.get(sensor);
    if (isDown) decoder?.lost();
    else decoder?.acceptObservation(observation);
    station.intervals.get(sensor)?.accept(observation);
    if (observation.kind === 'ContactRead') noteContact(station, observation);
  }

  #createSink(source: CountSource): CrossingSink {
    return {
      crossed: (crossing) => {
        const station = this.#stations.find(({ sources }) => sources.includes(source));
        if (station !== undefined) this.#cross(station, source, crossing);
      },
      restored: (crossings) => this.#restore(source, crossings),
      uncounted: ({ sensor, from, to, isCounted }) =>
        this.#emit({ kind: isCounted ? 'CountsRegained' : 'CountsLost', at: to, sensor, from }),
      restarted: ({ sensor, from, at, isDaily }) => {
        const cause = isDaily ? 'daily-reset' : 'restart';
        this.#emit({ kind: 'CounterRestarted', at, sensor, from, cause });
      },
      faulted: (sensor, at, cause) => this.#fault(source, sensor, at, cause),
      recovered: (sensor, at, cause) => {
        if (cause !== 'clock-drift') source.isFaulted = false;
        this.#emit({ kind: 'SensorRecovered', at, sensor });
      },
    };
  }

  #createIntervalSink(
    door: DoorId,
    { id: sensor, believedSd }: DoorCounterModel & SensorIdentity,
  ): IntervalSink {
    const errorShare = this.#settings.auditedSd[sensor] ?? believedSd;
    return {
      reported: ({ from, to: at, in: inward, out }) => {
        const station = this.#stations.find((each) => each.door.id === door);
        // Another sensor that watched the door has counted these people already.
        if (station === undefined || isWatched(station, from, at)) return;
        this.#restlessUntil(at, (inward ?? 0) + (out ?? 0));
        this.#inside.restored('in', inward ?? 0);
        this.#inside.restored('out', out ?? 0);
        this.#emit({ kind: 'IntervalReported', at, door, sensor, from, in: inward, out, errorShare });
      },
      restarted: (from, at) => this.#emit({ kind: 'CounterRestarted', at, sensor, from, cause: 'restart' }),
    };
  }

  #restlessUntil(at: EpochMs, people: number): void {
    if (people === 0) return;
    this.#since.restlessAt = Math.max(at, this.#since.restlessAt ?? at);
    this.#since.crossedSinceAnchor += people;
  }

  #fault(source: CountSource, sensor: SensorId, at: EpochMs, cause: DoorFault): void {
    // A wrong clock does not make the counts wrong.
    if (cause !== 'clock-drift') source.isFaulted = true;
    this.#emit({ kind: 'SensorFaulted', at, sensor, cause });
  }

  #cross(station: CountedDoor, source: CountSource, crossing: Crossing): void {
    const { sensor, direction, count, at } = crossing;
    if (station.isShut && !source.isFaulted) this.#fault(source, sensor, at, 'counts-while-shut');
    const isPart = station.parts?.parts.includes(source) === true;
    if (isPart) source.total[direction] += count;
    const counting = isPart && station.parts !== undefined ? station.parts : source;
    // Sensors that each see a part of a door are balanced together: people may enter by one part and leave by another.
    this.#balance.crossed(counting === source ? sensor : counting.sensor, direction, count);
    station.fusion.crossed(counting, crossing);
  }

  #passed(fact: DoorCrossed, factor: number): void {
    const { at, door, direction, count } = fact;
    this.#restlessUntil(at, count);
    this.#inside.crossed(direction, at, count, factor);
    this.#stations.find((station) => station.door.id === door)?.turns?.counted(direction, at, count);
    this.#emit(fact);
  }

  /** Adds people who crossed while the link was down. They count from now on, because their exact time is unknown. */
  #restore(source: CountSource, { sensor, direction, count, from, to }: RestoredCrossings): void {
    const station = this.#stations.find(({ sources }) => sources.includes(source));
    // Another sensor that sees all people was up and has counted them.
    if (station === undefined || isWatched(station, from, to, source)) return;
    this.#inside.restored(direction, count);
    this.#restlessUntil(to, count);
    this.#emit({
      kind: 'CrossingsBackfilled',
      at: to,
      door: station.door.id,
      sensor,
      direction,
      count,
      from,
    });
  }

  /** Widens the occupancy interval while no sensor of a door is live. */
  #watchDoors(at: EpochMs, minutes: number): void {
    const late = this.#taking.filter(({ fusion }) => !fusion.isUp(at));
    const blind = late.filter(({ intervals }) => {
      return ![...intervals.values()].some((counter) => counter.isUp(at));
    });
    if (blind.length > 0) this.#since.restlessAt = at;
    const unseen = blind.reduce((sum, { fusion }) => sum + fusion.flowPerMin, 0);
    this.#inside.watched(minutes, blind.length === 0 ? undefined : unseen, late.length > 0);
  }

  /**
   * Doors that ever gave a heartbeat, or all doors if none did. A counter that was never plugged in misses no person.
   */
  get #taking(): readonly CountedDoor[] {
    const begun = this.#stations.filter(({ door }) => this.#sinceOf(door.id) !== undefined);
    return begun.length === 0 ? this.#stations : begun;
  }

  #isQuiet(at: EpochMs): boolean {
    this.#since.restlessAt ??= at;
    return (
      this.#since.crossedSinceAnchor > 0 && at - this.#since.restlessAt >= this.#settings.emptyAfterQuietMs
    );
  }
}
