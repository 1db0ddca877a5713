import type { FactSink } from '../fact.ts';
import { FloorPeople } from '../tracking/floor-people.ts';
import type { TrackSink } from '../tracking/track-sink.ts';
import type { TrackWatcher } from '../tracking/track-watcher.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { Space } from './space.ts';
import type { StoreModel } from './store-model.ts';

export interface FloorSpaceParts {
  readonly model: StoreModel;
  readonly emit: FactSink;
  readonly present: PresenceSink;
  /** Told of everybody on the floor. */
  readonly walkers: {
    moved(person: number, at: EpochMs, xM: number, yM: number): void;
    ended(person: number): void;
  };
  readonly watcher?: TrackWatcher | undefined;
}

/** The one floor plan: what calibrated cameras see, brought together, and the zones and lines drawn on it. */
export class FloorSpace implements Checkpointed {
  readonly space: Space;
  readonly #people: FloorPeople;
  /** No camera sees: whoever is lost now was not seen to leave. */
  readonly #blind = new Set<SensorId>();

  constructor({ model, emit, present, walkers, watcher }: FloorSpaceParts) {
    this.space = new Space(model, 'floor', emit, present, watcher);
    const sink: TrackSink = {
      moved: (person, at, x, y) => {
        this.space.moved(person, at, x, y);
        walkers.moved(person, at, x, y);
      },
      joined: (person, at, gapMs) => emit({ kind: 'TracksJoined', at, space: 'floor', person, gapMs }),
      ended: (person, _at, reason) => {
        const lost = reason === 'lost' ? 'lost' : undefined;
        this.space.ended(person, this.#blind.size > 0 ? 'stop' : lost);
        walkers.ended(person);
      },
    };
    this.#people = new FloorPeople(sink);
  }

  moved(camera: SensorId, track: number, at: EpochMs, x: number, y: number): void {
    this.#people.moved(camera, track, at, x, y);
  }

  ended(camera: SensorId, track: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void {
    this.#people.ended(camera, track, at, reason);
  }

  /** Who on the floor a camera's person is; undefined while that is open. */
  personOf(camera: SensorId, track: number): number | undefined {
    return this.#people.personOf(camera, track);
  }

  down(camera: SensorId): void {
    this.#blind.add(camera);
  }

  resume(camera: SensorId, at: EpochMs): void {
    this.#people.advance(at);
    this.#blind.delete(camera);
    this.space.resume(at);
  }

  advance(at: EpochMs): void {
    this.#people.advance(at);
    this.space.advance(at);
  }

  snapshot(): Json {
    return { blind: [...this.#blind], people: this.#people.snapshot(), space: this.space.snapshot() };
  }

  restore(saved: Json): void {
    const { blind, people, space } = saved as unknown as { blind: SensorId[]; people: Json; space: Json };
    this.#blind.clear();
    for (const camera of blind) this.#blind.add(camera);
    this.#people.restore(people);
    this.space.restore(space);
  }
}
