import type { DoorStatus } from '../doors/door-status.ts';
import { DoorTracker } from '../doors/door-tracker.ts';
import { FeedbackCounter } from '../feedback/feedback-counter.ts';
import { SensorLiveness } from '../metrics/coverage/sensor-liveness.ts';
import { WindowAggregator } from '../metrics/window-aggregator.ts';
import { list, text } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, Json, SensorId, SpaceId } from '../model/ids.ts';
import type { Observation, PeopleSeen, SensorDown, SensorObservation } from '../model/observation.ts';
import type { CrossingsRestatement } from '../model/restatement.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import {
  composed,
  composedById,
  composedOptional,
  heldSet,
  restoreState,
  selfRestoring,
} from '../model/state-part.ts';
import type { CameraModel, SensorIdentity, StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import { RuleEngine } from '../rules/rule-engine.ts';
import type { TrackObserver } from '../tracking/track-observer.ts';
import { HeadCounter } from '../zones/head-counter.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { CameraTracker } from './camera-tracker.ts';
import type { EngineSinks } from './engine-sinks.ts';
import { FactHandler } from './fact-handler.ts';
import { FactQueue } from './fact-queue.ts';
import type { FloorTrackerOptions } from './floor-tracker.ts';
import { FloorTracker } from './floor-tracker.ts';
import { shiftCheckpointTimes } from './shift-checkpoint-times.ts';
import type { TagObserver } from './tag-tracker.ts';
import { TagTracker } from './tag-tracker.ts';

/**
 * Turns observations into facts and facts into window summaries, without clock or I/O. The same observations in the
 * same order give the same facts and summaries, at any speed. Runs for every observation of every sensor.
 */
export class Engine implements Checkpointed {
  readonly #model: StoreModel;
  readonly #liveness: SensorLiveness;
  readonly #windows: WindowAggregator;
  readonly #cameras = new Map<SensorId, CameraTracker>();
  readonly #emit: FactSink;
  readonly #floor: FloorTracker;
  readonly #doors: DoorTracker;
  readonly #facts: FactHandler;
  readonly #feedback: FeedbackCounter;
  readonly #heads: HeadCounter;
  /** Radio observations: positions of tags, their reports, and the number of unknown radios. */
  readonly tags: TagTracker;
  /** The store's present state and its rules; undefined in a model without reactions. */
  readonly rules: RuleEngine | undefined;
  #at = Number.NEGATIVE_INFINITY as EpochMs;
  readonly #down = new Set<SensorId>();
  readonly state: StatePart;

  constructor(model: StoreModel, sinks: EngineSinks) {
    this.#model = model;
    this.#windows = new WindowAggregator(model, {
      ...sinks,
      summary: (summary) => {
        this.rules?.live.closeWindow(summary);
        sinks.summary(summary);
      },
    });
    this.#liveness = new SensorLiveness(model.sensors, (sensor, from, to) => {
      this.#windows.live(sensor, from, to);
      this.#heads.live(sensor, from, to);
    });
    const queue = new FactQueue((fact) => {
      sinks.fact(fact);
      this.#facts.handle(fact);
    });
    const emit: FactSink = (fact) => queue.emit(fact);
    this.#emit = emit;
    this.#doors = new DoorTracker(model, emit, model.doorRules, (door) => this.#windows.begun.since(door));
    this.#feedback = new FeedbackCounter(emit);
    this.#heads = new HeadCounter(model, emit, (zone, from, to, people) =>
      this.#windows.present(zone, from, to, people),
    );
    this.tags = this.#createTagSpace(model, sinks.tags);
    this.rules = this.#createRules(sinks.rule);
    this.#facts = new FactHandler({
      ...{ model, emit, windows: this.#windows, doors: this.#doors, tags: this.tags, rules: this.rules },
    });
    this.#floor = this.#createFloor(sinks.tracks);
    for (const camera of sensorsOfKind(model.sensors, 'sees-people')) {
      this.#cameras.set(camera.id, this.#createCamera(camera, sinks.tracks));
    }
    this.state = this.#createState();
  }

  #createState(): StatePart {
    return composed({
      liveness: this.#liveness.state,
      windows: selfRestoring(
        this.#windows,
        () => new WindowAggregator(this.#model, { summary: () => undefined }),
      ),
      floor: this.#floor.state,
      doors: this.#doors.state,
      facts: this.#facts.state,
      feedback: this.#feedback.state,
      heads: this.#heads.state,
      tags: this.tags.state,
      down: heldSet(list(text<SensorId>()), this.#down),
      cameras: composedById(this.#cameras),
      rules: composedOptional(this.rules),
    });
  }

  #createRules(changed: EngineSinks['rule'] = () => undefined): RuleEngine | undefined {
    const { reactions } = this.#model;
    if (reactions === undefined) return undefined;
    return new RuleEngine({
      ...{ model: this.#model, rules: reactions, changed },
      isLive: (sensor) => this.#liveness.isLive(sensor, this.#at),
      hasCounted: (door) => this.#windows.begun.since(door) !== undefined,
      queueLength: (zone) => this.#facts.queueLength(zone),
      isStaff: this.isStaff,
    });
  }

  #createFloor(watcher: TrackObserver | undefined): FloorTracker {
    const present: PresenceSink = (zone, from, to) => this.#windows.present(zone, from, to);
    const walkers: FloorTrackerOptions['walkers'] = {
      moved: (person, at, xM, yM) => {
        this.tags.moved(person, at, xM, yM);
        this.#doors.moved(person, at, xM, yM);
      },
      ended: (person) => {
        this.tags.ended(person);
        this.#doors.ended(person);
      },
    };
    return new FloorTracker({
      ...{ model: this.#model, emit: this.#emit, present, walkers, watcher, rules: this.rules },
    });
  }

  #createCamera(camera: CameraModel & SensorIdentity, watcher: TrackObserver | undefined): CameraTracker {
    return new CameraTracker({
      ...{ model: this.#model, camera, floor: this.#floor, emit: this.#emit, rules: this.rules },
      present: (zone, from, to) => this.#windows.present(zone, from, to),
      notVisitor: (space, person, at) => this.#facts.markStaff(space, person, at),
      ...(watcher === undefined ? {} : { watcher }),
    });
  }

  #createTagSpace(model: StoreModel, watcher: TagObserver | undefined): TagTracker {
    return new TagTracker({
      model,
      emit: this.#emit,
      present: (zone, from, to, share) => this.#windows.trolleyPresent(zone, from, to, share),
      staff: (person, at) => this.#facts.markStaff('floor', person, at),
      isLive: (sensor) => this.#liveness.isLive(sensor, this.#at),
      ...(watcher === undefined ? {} : { watcher }),
    });
  }

  step(observation: Observation): void {
    this.rules?.advance(observation.at);
    if (observation.kind === 'Tick') this.#tick(observation.at);
    else if (observation.kind === 'StoreEmptied') this.#doors.closed(observation.at);
    else if (observation.kind === 'DayEnded') this.tags.dayEnded(observation.at);
    else if (observation.kind === 'SensorDown') this.#lose(observation);
    else this.#acceptObservation(observation);
  }

  #acceptObservation(observation: Exclude<SensorObservation, SensorDown>): void {
    const { sensor, at } = observation;
    const isBack = !this.#heads.isUnknown(observation) && this.#liveness.proof(sensor, at);
    if (this.#down.delete(sensor)) this.#emit({ kind: 'SensorRecovered', at, sensor });
    switch (observation.kind) {
      case 'PeopleSeen':
        this.#doors.observe(observation);
        this.#acceptDetections(observation, isBack);
        break;
      case 'TagHeard':
        this.tags.acceptAdvert(observation);
        break;
      case 'RadioHeard':
        this.tags.radio(observation);
        break;
      case 'RadioBucketsRead':
        this.tags.buckets(observation);
        break;
      case 'TagReported':
        this.tags.reported(observation);
        break;
      case 'ButtonPressed':
        this.#feedback.handlePress(observation);
        break;
      case 'SaleMade':
        this.#feedback.handleSale(observation);
        break;
      case 'HeadCountRead':
        if (observation.people === null) this.#liveness.down(sensor);
        this.#heads.read(observation);
        break;
      case 'ContactRead':
        this.rules?.live.readContact(observation);
        this.#doors.observe(observation);
        break;
      default:
        this.#doors.observe(observation);
    }
  }

  /** Counts backfilled people in the open window when no window that can be published covers their time. */
  countLate({ door, to }: CrossingsRestatement, left: { readonly in: number; readonly out: number }): void {
    for (const direction of ['in', 'out'] as const) {
      if (left[direction] > 0) this.#windows.countLate({ door, direction, count: left[direction], at: to });
    }
  }

  /** Starts a gateway after `restore`: no sensor was live since the checkpoint. Recordings start without this. */
  begin(at: EpochMs): void {
    this.#liveness.begin();
    this.#doors.begin();
    this.#windows.begin(at);
    this.#heads.begin(at);
    this.rules?.begin(at);
  }

  /** Handles doors that counted before, if no checkpoint shows it. While one is silent, the store is unknown. */
  countedBefore(doors: ReadonlySet<string>): void {
    this.#windows.begun.countedBefore(doors);
  }

  /** Emits the open windows as partial; call before stopping. */
  flush(at: EpochMs): void {
    this.#windows.flush(at);
  }

  /**
   * Handles a clock that was set by `deltaMs`. Moves all open state with the clock, so that no dwell changes. Windows
   * stay aligned to UTC: open ones move to the nearest whole window.
   */
  moveTime(deltaMs: number, nowMs: number): void {
    const { durationMs } = this.#model.windows;
    const { windows, ...rest } = this.state.save() as { readonly [part: string]: Json };
    const wholeMs = Math.round(deltaMs / durationMs) * durationMs;
    this.restore({
      ...(shiftCheckpointTimes(rest, deltaMs, nowMs) as { readonly [part: string]: Json }),
      windows: shiftCheckpointTimes(windows ?? null, wholeMs, nowMs),
    });
  }

  /** Continues from a saved `state`. Returns an error text for an invalid state, and leaves the engine unchanged. */
  restore(saved: Json): string | undefined {
    return restoreState(this.state, saved);
  }

  /** The camera's live tracks, for the console and for tracking results. */
  camera(sensor: SensorId): CameraTracker | undefined {
    return this.#cameras.get(sensor);
  }

  /** Returns whether the person has been recognised as staff. */
  isStaff = (space: SpaceId, person: number): boolean => this.#facts.isStaff(space, person);

  /** Returns every door with the counts of its sensors, for a door audit. */
  doors(at: EpochMs): DoorStatus[] {
    return this.#doors.view(at);
  }

  #lose(down: SensorDown): void {
    this.#liveness.down(down.sensor);
    this.#cameras.get(down.sensor)?.down();
    this.#doors.observe(down);
    this.#heads.forget(down.sensor, down.at);
    if (down.cause === 'ENDED' || this.#down.has(down.sensor)) return;
    this.#down.add(down.sensor);
    const { at, sensor, cause, detail } = down;
    this.#emit({ kind: 'SensorFaulted', at, sensor, cause, ...(detail === undefined ? {} : { detail }) });
  }

  #acceptDetections(seen: PeopleSeen, isBack: boolean): void {
    const camera = this.#cameras.get(seen.sensor);
    if (camera === undefined) return;
    if (isBack) camera.resume(seen.at);
    camera.acceptDetections(seen.at, seen.boxes);
  }

  #tick(at: EpochMs): void {
    this.#at = at;
    for (const camera of this.#cameras.values()) camera.advance(at);
    this.#floor.advance(at);
    this.tags.advance(at);
    const { count, share } = this.#floor.findHeads((camera) => this.#liveness.isLive(camera, at));
    this.#doors.saw(at, count, share);
    this.#doors.advance(at);
    this.#facts.advance(at);
    this.#windows.advance(at);
    this.rules?.tick(at);
  }
}
