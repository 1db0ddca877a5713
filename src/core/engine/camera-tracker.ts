import { boolean } from '../model/codec.ts';
import type { Censoring, FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId, SpaceId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedOptional, held } from '../model/state-part.ts';
import type { CameraModel, SensorIdentity, StoreModel } from '../model/store-model.ts';
import type { RuleEngine } from '../rules/rule-engine.ts';
import { removeIgnored } from '../tracking/ignored-areas.ts';
import { PeopleTracker } from '../tracking/people-tracker.ts';
import { StationaryObjectFilter } from '../tracking/stationary-object-filter.ts';
import type { TrackObserver } from '../tracking/track-observer.ts';
import type { TrackSink } from '../tracking/track-sink.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import type { FloorTracker } from './floor-tracker.ts';
import { SpaceTracker } from './space-tracker.ts';

export interface CameraTrackerOptions {
  readonly model: StoreModel;
  readonly camera: CameraModel & SensorIdentity;
  /** The floor plan. It also receives the people of a calibrated camera. */
  readonly floor: FloorTracker;
  readonly emit: FactSink;
  readonly present: PresenceSink;
  /** Called when a tracked person turns out to be a stationary object. */
  readonly notVisitor: (space: SpaceId, person: number, at: EpochMs) => void;
  readonly watcher?: TrackObserver;
  readonly rules?: RuleEngine | undefined;
}

/** One camera: its tracks, the zones and lines in its own picture, and its view of the floor if it is calibrated. */
export class CameraTracker implements Checkpointed {
  readonly state: StatePart;
  readonly tracker: PeopleTracker;
  readonly space: SpaceTracker;
  readonly #camera: CameraModel & SensorIdentity;
  readonly #floor: FloorTracker;
  readonly #still: StationaryObjectFilter | undefined;
  /** True while the camera is down. A track that ends then does not mean that the person left. */
  #isBlind = false;

  constructor(parts: CameraTrackerOptions) {
    const { camera, floor, emit } = parts;
    this.#camera = camera;
    this.#floor = floor;
    this.space = new SpaceTracker(camera.id, parts);
    const { id, frame, sureScore, stillAfterMs, isOverhead = false } = camera;
    this.#still =
      stillAfterMs === undefined
        ? undefined
        : new StationaryObjectFilter(stillAfterMs, {
            found: (at, x, y) => this.#foundStill(parts, at, { x, y }),
            // A track counts as a person only after it has moved.
            isWalker: (x, y) => this.#peopleAt(x, y).length > 0,
          });
    const sink: TrackSink = {
      moved: (person, at, x, y, headY = y) => {
        this.space.moved(person, at, x, y, Math.max(0, Math.round(y - headY)));
        const place = floor.findView(id)?.locate(x, y, headY);
        if (place !== undefined) floor.moved(id, person, at, place);
      },
      joined: (person, at, gapMs) => emit({ kind: 'TracksStitched', at, space: id, person, gapMs }),
      ended: (person, at, reason) => {
        this.space.ended(person, this.#censoring(reason));
        if (camera.pictureToFloor !== undefined) floor.ended(id, person, at, reason);
      },
    };
    this.tracker = new PeopleTracker(
      {
        isOverhead,
        mustMove: stillAfterMs !== undefined,
        floor: floor.findView(id),
        ...(frame === undefined ? {} : { frame }),
        ...(sureScore === undefined ? {} : { sureScore }),
      },
      sink,
    );
    this.state = this.#createState();
  }

  #createState(): StatePart {
    return composed({
      isBlind: held(
        boolean,
        () => this.#isBlind,
        (isBlind) => {
          this.#isBlind = isBlind;
        },
      ),
      tracker: this.tracker.state,
      space: this.space.state,
      still: composedOptional(this.#still),
    });
  }

  get id(): SensorId {
    return this.#camera.id;
  }

  acceptDetections(at: EpochMs, boxes: readonly number[]): void {
    const seen = removeIgnored(boxes, this.#camera.ignoredAreas ?? []);
    this.tracker.update(at, this.#still?.removeStationary(at, seen) ?? seen);
    this.space.advance(at);
  }

  /**
   * Call at the first frame after an outage. Tracks too old to continue end as censored, because the camera did not see
   * the people leave.
   */
  resume(at: EpochMs): void {
    this.#isBlind = true;
    this.#floor.down(this.id);
    this.tracker.advance(at);
    this.#isBlind = false;
    this.space.resume(at);
    this.#floor.resume(this.id, at);
  }

  /** Called when the camera reports that it is down. */
  down(): void {
    this.#isBlind = true;
    this.#floor.down(this.id);
  }

  advance(at: EpochMs): void {
    this.tracker.advance(at);
    this.space.advance(at);
  }

  /**
   * Handles a new stationary object: reports it, and removes the tracked people at its place, because they were no
   * visitors.
   */
  #foundStill(
    { emit, notVisitor, floor, camera: { id } }: CameraTrackerOptions,
    at: EpochMs,
    place: { readonly x: number; readonly y: number },
  ) {
    emit({ kind: 'StationaryObjectFound', at, space: id, ...place });
    for (const person of this.#peopleAt(place.x, place.y)) {
      notVisitor(id, person, at);
      const onFloor = floor.findPerson(id, person);
      if (onFloor !== undefined) notVisitor('floor', onFloor, at);
    }
  }

  /** Returns people whose box has its middle near (x, y): within a quarter of the box's size. */
  #peopleAt(x: number, y: number): number[] {
    const people: number[] = [];
    this.tracker.forEachTrack((person, { left, top, width, height }) => {
      const isThere =
        Math.abs(left + width / 2 - x) < width / 4 && Math.abs(top + height / 2 - y) < height / 4;
      if (isThere) people.push(person);
    });
    return people;
  }

  /**
   * A person who walks out of the picture ends the visit. A person lost inside the picture, or during an outage,
   * leaves a censored visit.
   */
  #censoring(reason: 'lost' | 'frame-edge'): Censoring | undefined {
    if (this.#isBlind) return 'stop';
    return reason === 'lost' ? 'lost' : undefined;
  }
}
