import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId, TagId, TagKind } from '../model/ids.ts';
import type { RadioBucketsRead, RadioHeard, TagHeard, TagReported } from '../model/observation.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedOptional } from '../model/state-part.ts';
import type { FloorModel, StoreModel } from '../model/store-model.ts';
import { selectTags, sensorsOfKind } from '../model/store-model.ts';
import { LoyaltyArrivalDetector } from '../positioning/loyalty-arrival-detector.ts';
import { StaffBadgeMatcher } from '../positioning/staff-badge-matcher.ts';
import { TagEventDetector } from '../positioning/tag-event-detector.ts';
import type { TagPosition } from '../positioning/tag-locator.ts';
import { TagLocator } from '../positioning/tag-locator.ts';
import { TrolleyTracker } from '../positioning/trolley-tracker.ts';
import { RepeatVisitorEstimator } from '../radios/repeat-visitor-estimator.ts';
import { UnknownRadioCounter } from '../radios/unknown-radio-counter.ts';
import { selectFloorZones, toFloorPlan } from './floor-grid-plan.ts';

/** Receives positions of registered tags, for the console. The object is reused: copy values to keep them. */
export interface TagObserver {
  placed(position: TagPosition): void;
  gone(tag: TagId, at: EpochMs): void;
}

export interface TagTrackerOptions {
  readonly model: StoreModel;
  readonly emit: FactSink;
  /**
   * Receives the time that trolleys spend in a zone, weighted by probability. `zone` is the index in the store's list.
   */
  readonly present: (zone: number, from: EpochMs, to: EpochMs, share: number) => void;
  /** Called when a person on the floor turns out to be staff. */
  readonly staff: (person: number, at: EpochMs) => void;
  readonly isLive: (sensor: SensorId) => boolean;
  readonly watcher?: TagObserver;
}

/** Handles all radio observations of the store: positions and reports of tags, and the number of unknown radios. */
export class TagTracker implements Checkpointed {
  readonly state: StatePart;
  readonly #parts: TagTrackerOptions;
  readonly #kinds: ReadonlyMap<TagId, TagKind>;
  readonly #locator: TagLocator | undefined;
  readonly #trips: TrolleyTracker;
  readonly #badges = new StaffBadgeMatcher();
  readonly #arrivals: LoyaltyArrivalDetector;
  readonly #reports: TagEventDetector;
  readonly #census: UnknownRadioCounter;
  readonly #returns: RepeatVisitorEstimator;
  /** Tags on a teaching walk whose positions come from the cameras. */
  readonly #filmed = new Set<TagId>();

  constructor(parts: TagTrackerOptions) {
    const { model, emit, present } = parts;
    this.#parts = parts;
    this.#kinds = new Map((model.tags ?? []).map(({ id, kind }) => [id, kind]));
    this.#arrivals = new LoyaltyArrivalDetector(selectTags(model, 'loyalty'), emit);
    this.#reports = new TagEventDetector(model.tags ?? [], emit);
    this.#census = new UnknownRadioCounter(model.sensors, emit);
    this.#returns = new RepeatVisitorEstimator(emit);
    const zones = selectFloorZones(model);
    const ordinals = zones.map((zone) => model.zones.indexOf(zone));
    this.#trips = new TrolleyTracker(
      zones.map(({ id }) => id),
      emit,
      (zone, from, to, share) => present(ordinals[zone] ?? -1, from, to, share),
    );
    this.#locator = model.floor === undefined ? undefined : this.#createLocator(model, model.floor);
    this.state = composed({
      locator: composedOptional(this.#locator),
      trips: this.#trips.state,
      arrivals: this.#arrivals.state,
      reports: this.#reports.state,
      census: this.#census.state,
    });
  }

  #createLocator(model: StoreModel, floor: FloorModel): TagLocator | undefined {
    const hearing = sensorsOfKind(model.sensors, 'hears-tags');
    const receivers = hearing.flatMap(({ id, receiver }) =>
      receiver.place === undefined ? [] : [{ id, ...receiver.place }],
    );
    if (receivers.length === 0) return undefined;
    const fixedTags = hearing.flatMap(({ receiver }) =>
      receiver.place === undefined || receiver.canary === undefined
        ? []
        : [{ tag: receiver.canary, xM: receiver.place.xM, yM: receiver.place.yM }],
    );
    return new TagLocator({
      receivers,
      fixedTags,
      plan: toFloorPlan(floor, selectFloorZones(model)),
      placed: (position) => this.#placed(position),
      recorded: (position) => this.#recorded(position),
      gone: (tag, at) => this.#gone(tag, at),
    });
  }

  /** Runs for every advert of every registered tag. */
  acceptAdvert({ sensor, at, tag, rssiDbm, powerAt1mDbm }: TagHeard): void {
    if (!this.#kinds.has(tag)) return;
    this.#locator?.addRssi(at, sensor, tag, rssiDbm, powerAt1mDbm);
    this.#arrivals.acceptAdvert(tag, at, rssiDbm);
  }

  reported(report: TagReported): void {
    this.#reports.acceptReport(report);
  }

  radio(heard: RadioHeard): void {
    this.#census.acceptRadio(heard);
  }

  buckets(heard: RadioBucketsRead): void {
    this.#returns.acceptBuckets(heard);
  }

  /** Called at the end of the store's local day. */
  dayEnded(at: EpochMs): void {
    this.#returns.dayEnded(at);
  }

  /** Receives the doors' occupancy estimate. */
  occupancy(at: EpochMs, mean: number): void {
    this.#census.occupancy(at, mean);
  }

  /** Receives the position, in metres, of a person whom cameras see on the floor. */
  moved(person: number, at: EpochMs, xM: number, yM: number): void {
    this.#badges.moved(person, at, xM, yM);
  }

  ended(person: number): void {
    this.#badges.ended(person);
  }

  advance(at: EpochMs): void {
    this.#locator?.advance(at);
    for (const tag of this.#filmed) {
      const walker = this.#badges.only(at);
      if (walker !== undefined) this.#locator?.teach(walker.at, tag, walker.xM, walker.yM);
    }
    this.#reports.advance(at);
    this.#census.advance(at, this.#parts.isLive);
  }

  /**
   * Records a step of a teaching walk: the carrier of `tag` is now at (xM, yM). Steps are at most 20 seconds apart,
   * and the path between two steps is straight.
   */
  teach(at: EpochMs, tag: TagId, xM: number, yM: number): void {
    this.#locator?.teach(at, tag, xM, yM);
  }

  /** Starts a teaching walk in which the cameras locate `tag` while they see exactly one person on the floor. */
  teachByCamera(tag: TagId): void {
    this.#filmed.add(tag);
  }

  /** Ends a teaching walk and learns from it immediately. False when the walk had too little data. */
  endTeaching(tag: TagId): boolean {
    this.#filmed.delete(tag);
    this.#locator?.endTeaching(tag);
    return this.#locator?.learnNow() ?? false;
  }

  #placed(position: TagPosition): void {
    const { tag, at, xM, yM } = position;
    const kind = this.#kinds.get(tag);
    if (kind === 'staff') {
      const person = this.#badges.placed(tag, at, xM, yM);
      if (person !== undefined) this.#parts.staff(person, at);
    }
    this.#parts.watcher?.placed(position);
  }

  #recorded(position: TagPosition): void {
    if (this.#kinds.get(position.tag) === 'trolley') this.#trips.placed(position);
  }

  #gone(tag: TagId, at: EpochMs): void {
    this.#trips.gone(tag);
    this.#badges.gone(tag);
    this.#parts.watcher?.gone(tag, at);
  }
}
