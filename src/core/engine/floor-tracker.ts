import type { FloorPlace } from '../geometry/floor-view.ts';
import { FloorView, positionDeviation } from '../geometry/floor-view.ts';
import { list, text } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, heldSet } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { RuleEngine } from '../rules/rule-engine.ts';
import { CrossCameraTracker } from '../tracking/cross-camera-tracker.ts';
import type { TrackObserver } from '../tracking/track-observer.ts';
import type { TrackSink } from '../tracking/track-sink.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { FloorHeads } from './floor-heads.ts';
import { SpaceTracker } from './space-tracker.ts';

/**
 * Ratio of position errors. A camera starts no new track where the error of another camera is this many times smaller.
 */
const MUCH_BETTER = 1.5;

export interface FloorTrackerOptions {
  readonly model: StoreModel;
  readonly emit: FactSink;
  readonly present: PresenceSink;
  /** Receives the positions of all people on the floor. */
  readonly walkers: {
    moved(person: number, at: EpochMs, xM: number, yM: number): void;
    ended(person: number): void;
  };
  readonly watcher?: TrackObserver | undefined;
  readonly rules?: RuleEngine | undefined;
}

/** The floor plan: merges the views of calibrated cameras, and holds the zones and lines drawn on the plan. */
export class FloorTracker implements Checkpointed {
  readonly state: StatePart;
  readonly space: SpaceTracker;
  readonly #people: CrossCameraTracker;
  /** Cameras that are down. A track that ends meanwhile does not mean that the person left. */
  readonly #blind = new Set<SensorId>();
  readonly #views = new Map<SensorId, FloorView>();
  readonly #heads: FloorHeads;

  constructor({ model, emit, present, walkers, watcher, rules }: FloorTrackerOptions) {
    this.#heads = new FloorHeads(model.floor);
    this.space = new SpaceTracker('floor', { model, emit, present, watcher, rules });
    const sink: TrackSink = {
      moved: (person, at, x, y) => {
        this.space.moved(person, at, x, y);
        this.#heads.moved(person, x, y);
        walkers.moved(person, at, x, y);
      },
      joined: (person, at, gapMs) => emit({ kind: 'TracksStitched', at, space: 'floor', person, gapMs }),
      ended: (person, _at, reason) => {
        const lost = reason === 'lost' ? 'lost' : undefined;
        this.space.ended(person, this.#blind.size > 0 ? 'stop' : lost);
        this.#heads.ended(person);
        walkers.ended(person);
      },
    };
    for (const { id, pictureToFloor, frame, isOverhead } of sensorsOfKind(model.sensors, 'sees-people'))
      if (pictureToFloor !== undefined)
        this.#views.set(id, new FloorView(pictureToFloor, isOverhead === true ? undefined : frame));
    this.#people = new CrossCameraTracker(sink, {
      seesBest: (camera, place) => this.#seesBest(camera, place),
    });
    this.state = composed({
      blind: heldSet(list(text<SensorId>()), this.#blind),
      people: this.#people.state,
      space: this.space.state,
    });
  }

  /** Returns undefined when the camera is not calibrated. */
  findView(camera: SensorId): FloorView | undefined {
    return this.#views.get(camera);
  }

  moved(camera: SensorId, track: number, at: EpochMs, place: FloorPlace): void {
    this.#people.moved(camera, track, at, place);
  }

  ended(camera: SensorId, track: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void {
    this.#people.ended(camera, track, at, reason);
  }

  /** Returns the floor's person number for a camera's track; undefined while none is assigned. */
  findPerson(camera: SensorId, track: number): number | undefined {
    return this.#people.findPerson(camera, track);
  }

  down(camera: SensorId): void {
    this.#blind.add(camera);
  }

  resume(camera: SensorId, at: EpochMs): void {
    this.#people.advance(at);
    this.#blind.delete(camera);
    this.space.resume(at);
  }

  /** Number of people on the floor, and the share of the floor that live cameras see (0 to 1). */
  findHeads(isLive: (camera: SensorId) => boolean): { readonly count: number; readonly share: number } {
    const seeing = new Map([...this.#views].filter(([camera]) => isLive(camera)));
    return { count: this.#heads.count, share: this.#heads.findShare(seeing) };
  }

  advance(at: EpochMs): void {
    this.#people.advance(at);
    this.space.advance(at);
  }

  #seesBest(camera: SensorId, place: FloorPlace): boolean {
    const own = positionDeviation(place);
    for (const [other, view] of this.#views) {
      if (other === camera || this.#blind.has(other)) continue;
      const error = view.errorAt(place.x, place.y);
      if (error !== undefined && MUCH_BETTER * error < own) return false;
    }
    return true;
  }
}
