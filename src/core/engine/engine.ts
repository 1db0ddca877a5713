import { DoorCounting } from '../doors/door-counting.ts';
import type { DoorSensorsView } from '../doors/door-view.ts';
import type { Fact, FactSink } from '../fact.ts';
import { Liveness } from '../metrics/liveness.ts';
import type { CrossingsRestatement, RestatementSink } from '../metrics/restatement.ts';
import type { SummarySink } from '../metrics/windows.ts';
import { Windows } from '../metrics/windows.ts';
import type { Observation, PeopleSeen, SensorDown, SensorObservation } from '../observation.ts';
import type { TrackWatcher } from '../tracking/track-watcher.ts';
import type { Checkpointed, EpochMs, Json, SensorId, SpaceId } from '../types.ts';
import { GroupWatch } from '../zones/group-watch.ts';
import { JourneyWatch } from '../zones/journey-watch.ts';
import { PasserWatch } from '../zones/passer-watch.ts';
import { QueueWatch } from '../zones/queue-watch.ts';
import { StaffWatch } from '../zones/staff-watch.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { CameraSpace } from './camera-space.ts';
import { FloorSpace } from './floor-space.ts';
import { shiftTimes } from './shift-times.ts';
import type { StoreModel } from './store-model.ts';
import { sensorsOfKind } from './store-model.ts';
import type { TagWatcher } from './tag-space.ts';
import { TagSpace } from './tag-space.ts';

export interface EngineSinks {
  readonly fact: FactSink;
  readonly summary: SummarySink;
  /** What turned out about windows that have closed. */
  readonly restated?: RestatementSink;
  /** For the console: where people are, as the zones and lines are told. */
  readonly tracks?: TrackWatcher;
  /** For the console: where registered tags are. */
  readonly tags?: TagWatcher;
}

/**
 * Observations → facts → window summaries, and nothing else: no clock, no I/O. The same observations in the same order
 * give the same facts and the same summaries, at any speed. Runs for every observation of every sensor.
 */
export class Engine implements Checkpointed {
  readonly #model: StoreModel;
  readonly #liveness: Liveness;
  readonly #windows: Windows;
  readonly #cameras = new Map<SensorId, CameraSpace>();
  readonly #emit: FactSink;
  readonly #floor: FloorSpace;
  readonly #doors: DoorCounting;
  readonly #staff: StaffWatch;
  /** What radios hear: positions of tags, their reports, and how many other radios there are. */
  readonly tags: TagSpace;
  #at = Number.NEGATIVE_INFINITY as EpochMs;
  readonly #down = new Set<SensorId>();
  readonly #queues: QueueWatch;
  readonly #journeys: JourneyWatch;
  /** They turn facts into further facts. */
  readonly #watches: readonly (QueueWatch | JourneyWatch | GroupWatch | PasserWatch)[];

  constructor(model: StoreModel, sinks: EngineSinks) {
    this.#model = model;
    this.#windows = new Windows(model, sinks);
    this.#liveness = new Liveness(model.sensors, (sensor, from, to) => this.#windows.live(sensor, from, to));
    this.#emit = (fact) => {
      sinks.fact(fact);
      const who = this.#staff.judge(fact);
      if (who === 'visitor') this.#count(fact);
      else this.#dismiss(fact, who);
    };
    this.#doors = new DoorCounting(model, this.#emit, model.doorRules);
    this.#staff = new StaffWatch(model);
    this.#queues = new QueueWatch(model, this.#emit);
    this.#journeys = new JourneyWatch(model, this.#emit);
    this.#watches = [
      this.#queues,
      this.#journeys,
      new GroupWatch(model, this.#emit),
      new PasserWatch(model, this.#emit),
    ];
    const present: PresenceSink = (zone, from, to) => this.#windows.present(zone, from, to);
    const { tracks: watcher } = sinks;
    this.tags = this.#createTagSpace(model, sinks.tags);
    const floor = new FloorSpace({ model, emit: this.#emit, present, walkers: this.tags, watcher });
    this.#floor = floor;
    const notVisitor = (space: SpaceId, person: number, at: EpochMs) => this.#staff.mark(space, person, at);
    const optional = watcher === undefined ? {} : { watcher };
    const shared = { model, floor, emit: this.#emit, present, notVisitor, ...optional };
    for (const camera of sensorsOfKind(model.sensors, 'sees-people')) {
      this.#cameras.set(camera.id, new CameraSpace({ ...shared, camera }));
    }
  }

  #createTagSpace(model: StoreModel, watcher: TagWatcher | undefined): TagSpace {
    return new TagSpace({
      model,
      emit: this.#emit,
      present: (zone, from, to, share) => this.#windows.trolleyPresent(zone, from, to, share),
      staff: (person, at) => this.#staff.mark('floor', person, at),
      isLive: (sensor) => this.#liveness.isLive(sensor, this.#at),
      ...(watcher === undefined ? {} : { watcher }),
    });
  }

  step(observation: Observation): void {
    if (observation.kind === 'Tick') this.#tick(observation.at);
    else if (observation.kind === 'StoreClosed') this.#doors.closed(observation.at);
    else if (observation.kind === 'DayEnded') this.tags.dayEnded(observation.at);
    else if (observation.kind === 'SensorDown') this.#lose(observation);
    else this.#take(observation);
  }

  #take(observation: Exclude<SensorObservation, SensorDown>): void {
    const { sensor, at } = observation;
    const isBack = this.#liveness.proof(sensor, at);
    if (this.#down.delete(sensor)) this.#emit({ kind: 'SensorRecovered', at, sensor });
    switch (observation.kind) {
      case 'PeopleSeen':
        this.#doors.observe(observation);
        this.#see(observation, isBack);
        break;
      case 'TagHeard':
        this.tags.heard(observation);
        break;
      case 'RadioHeard':
        this.tags.radio(observation);
        break;
      case 'BucketsHeard':
        this.tags.buckets(observation);
        break;
      case 'TagReported':
        this.tags.reported(observation);
        break;
      default:
        this.#doors.observe(observation);
    }
  }

  /** Restored people that no window of their own may tell of are counted in the open one. */
  countLate({ door, to }: CrossingsRestatement, left: { readonly in: number; readonly out: number }): void {
    for (const direction of ['in', 'out'] as const) {
      if (left[direction] > 0) this.#windows.countLate({ door, direction, count: left[direction], at: to });
    }
  }

  /**
   * Whoever runs live says when it began: sensors that are never heard make windows without numbers, not no windows. A
   * recording begins with what was recorded.
   */
  begin(at: EpochMs): void {
    this.#windows.begin(at);
  }

  /** What the open windows hold so far goes out as partial; call before stopping. */
  flush(at: EpochMs): void {
    this.#windows.flush(at);
  }

  /**
   * The clock was set by so much: everything that is open moves with it, so that no dwell gets longer by it. Windows
   * stay aligned to UTC, and move to the nearest whole one.
   */
  moveTime(deltaMs: number, nowMs: number): void {
    const { durationMs } = this.#model.windows;
    const { windows, ...rest } = this.snapshot() as { readonly [part: string]: Json };
    const wholeMs = Math.round(deltaMs / durationMs) * durationMs;
    this.restore({
      ...(shiftTimes(rest, deltaMs, nowMs) as { readonly [part: string]: Json }),
      windows: shiftTimes(windows ?? null, wholeMs, nowMs),
    });
  }

  /** The camera's live tracks, for the console and for tracking results. */
  camera(sensor: SensorId): CameraSpace | undefined {
    return this.#cameras.get(sensor);
  }

  /** Every door with what its sensors say, for whoever proves it on site. */
  doors(at: EpochMs): DoorSensorsView[] {
    return this.#doors.view(at);
  }

  snapshot(): Json {
    return {
      liveness: this.#liveness.snapshot(),
      windows: this.#windows.snapshot(),
      floor: this.#floor.snapshot(),
      doors: this.#doors.snapshot(),
      staff: this.#staff.snapshot(),
      tags: this.tags.snapshot(),
      down: [...this.#down],
      watches: this.#watches.map((watch) => watch.snapshot()),
      cameras: Object.fromEntries([...this.#cameras].map(([id, camera]) => [id, camera.snapshot()])),
    };
  }

  restore(saved: Json): void {
    const { liveness, windows, floor, doors, staff, tags, down, watches, cameras } = saved as unknown as {
      liveness: Json;
      windows: Json;
      floor: Json;
      doors: Json;
      staff: Json;
      tags: Json;
      down: readonly SensorId[];
      watches: readonly Json[];
      cameras: Record<string, Json>;
    };
    this.#liveness.restore(liveness);
    this.#windows.restore(windows);
    this.#floor.restore(floor);
    this.#doors.restore(doors);
    this.#staff.restore(staff);
    this.tags.restore(tags);
    for (const sensor of down) this.#down.add(sensor);
    this.#watches.forEach((watch, i) => {
      watch.restore(watches[i] ?? null);
    });
    for (const [id, camera] of this.#cameras) {
      const state = cameras[id];
      if (state !== undefined) camera.restore(state);
    }
  }

  #lose(down: SensorDown): void {
    this.#liveness.down(down.sensor);
    this.#cameras.get(down.sensor)?.down();
    this.#doors.observe(down);
    if (down.cause === 'ENDED' || this.#down.has(down.sensor)) return;
    this.#down.add(down.sensor);
    this.#emit({ kind: 'SensorFaulted', at: down.at, sensor: down.sensor, cause: down.cause });
  }

  #see(seen: PeopleSeen, isBack: boolean): void {
    const camera = this.#cameras.get(seen.sensor);
    if (camera === undefined) return;
    if (isBack) camera.resume(seen.at);
    camera.see(seen.at, seen.boxes);
  }

  #tick(at: EpochMs): void {
    this.#at = at;
    for (const camera of this.#cameras.values()) camera.advance(at);
    this.#floor.advance(at);
    this.tags.advance(at);
    this.#doors.advance(at);
    this.#staff.advance(at);
    for (const watch of this.#watches) watch.advance(at);
    this.#windows.advance(at);
  }

  /** Of staff nothing counts; who is found out to be staff waits no more. */
  #dismiss(fact: Fact, who: 'staff' | 'turned-staff'): void {
    if (fact.kind !== 'ZoneEntered' && fact.kind !== 'ZoneLeft') return;
    this.#queues.dismiss(fact.zone, fact.person);
    this.#journeys.dismiss(fact.zone, fact.person);
    if (who === 'turned-staff' && fact.kind === 'ZoneLeft') this.#windows.forgetVisit(fact);
  }

  #count(fact: Fact): void {
    this.#windows.record(fact);
    if (fact.kind === 'OccupancyEstimated') this.tags.occupancy(fact.at, fact.mean);
    for (const watch of this.#watches) watch.see(fact);
    if (fact.kind === 'LineCrossed') this.#doors.lineCrossed(fact);
  }
}
