import { DoorCounting } from '../doors/door-counting.ts';
import type { Fact, FactSink } from '../fact.ts';
import { Liveness } from '../metrics/liveness.ts';
import type { SummarySink } from '../metrics/windows.ts';
import { Windows } from '../metrics/windows.ts';
import type { Observation, PeopleSeen, SensorDown } from '../observation.ts';
import type { TrackWatcher } from '../tracking/track-watcher.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
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

export interface EngineSinks {
  readonly fact: FactSink;
  readonly summary: SummarySink;
  /** For the console: where people are, as the zones and lines are told. */
  readonly tracks?: TrackWatcher;
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
  /** They turn facts into further facts. */
  readonly #watches: readonly (QueueWatch | JourneyWatch | GroupWatch | PasserWatch)[];

  constructor(model: StoreModel, sinks: EngineSinks) {
    this.#model = model;
    this.#windows = new Windows(model, sinks.summary);
    this.#liveness = new Liveness(model.sensors, (sensor, from, to) => this.#windows.live(sensor, from, to));
    this.#emit = (fact) => {
      sinks.fact(fact);
      const who = this.#staff.judge(fact);
      if (who === 'visitor') this.#count(fact);
      else if (who === 'turned-staff' && fact.kind === 'ZoneLeft') this.#windows.forgetVisit(fact);
    };
    this.#doors = new DoorCounting(model, this.#emit, model.doorRules);
    this.#staff = new StaffWatch(model);
    this.#watches = [
      new QueueWatch(model, this.#emit),
      new JourneyWatch(model, this.#emit),
      new GroupWatch(model, this.#emit),
      new PasserWatch(model, this.#emit),
    ];
    const present: PresenceSink = (zone, from, to) => this.#windows.present(zone, from, to);
    const { tracks: watcher } = sinks;
    const floor = new FloorSpace(model, this.#emit, present, watcher);
    this.#floor = floor;
    const shared = { model, floor, emit: this.#emit, present, ...(watcher === undefined ? {} : { watcher }) };
    for (const camera of model.sensors) {
      if (camera.type === 'camera') this.#cameras.set(camera.id, new CameraSpace({ ...shared, camera }));
    }
  }

  step(observation: Observation): void {
    if (observation.kind === 'Tick') this.#tick(observation.at);
    else if (observation.kind === 'SensorDown') this.#lose(observation);
    else {
      const isBack = this.#liveness.proof(observation.sensor, observation.at);
      this.#doors.observe(observation);
      if (observation.kind === 'PeopleSeen') this.#see(observation, isBack);
    }
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

  snapshot(): Json {
    return {
      liveness: this.#liveness.snapshot(),
      windows: this.#windows.snapshot(),
      floor: this.#floor.snapshot(),
      doors: this.#doors.snapshot(),
      staff: this.#staff.snapshot(),
      watches: this.#watches.map((watch) => watch.snapshot()),
      cameras: Object.fromEntries([...this.#cameras].map(([id, camera]) => [id, camera.snapshot()])),
    };
  }

  restore(saved: Json): void {
    const { liveness, windows, floor, doors, staff, watches, cameras } = saved as unknown as {
      liveness: Json;
      windows: Json;
      floor: Json;
      doors: Json;
      staff: Json;
      watches: readonly Json[];
      cameras: Record<string, Json>;
    };
    this.#liveness.restore(liveness);
    this.#windows.restore(windows);
    this.#floor.restore(floor);
    this.#doors.restore(doors);
    this.#staff.restore(staff);
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
  }

  #see(seen: PeopleSeen, isBack: boolean): void {
    const camera = this.#cameras.get(seen.sensor);
    if (camera === undefined) return;
    if (isBack) camera.resume(seen.at);
    camera.see(seen.at, seen.boxes);
  }

  #tick(at: EpochMs): void {
    for (const camera of this.#cameras.values()) camera.advance(at);
    this.#floor.advance(at);
    this.#doors.advance(at);
    this.#staff.advance(at);
    for (const watch of this.#watches) watch.advance(at);
    this.#windows.advance(at);
  }

  #count(fact: Fact): void {
    this.#windows.record(fact);
    for (const watch of this.#watches) watch.see(fact);
    if (fact.kind === 'LineCrossed') this.#doors.lineCrossed(fact);
  }
}
