import type { Censoring, FactSink } from '../fact.ts';
import { PeopleTracker } from '../tracking/people-tracker.ts';
import type { TrackSink } from '../tracking/track-sink.ts';
import type { TrackWatcher } from '../tracking/track-watcher.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
import { LineCrossings } from '../zones/line-crossings.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { ZoneVisits } from '../zones/zone-visits.ts';
import type { StoreModel } from './store-model.ts';

/** One camera's own picture as a space: its tracks, and the zones and lines drawn in it. */
export class CameraSpace implements Checkpointed {
  readonly tracker: PeopleTracker;
  readonly #visits: ZoneVisits;
  readonly #lines: LineCrossings;
  readonly #sensor: SensorId;
  readonly #watcher: TrackWatcher | undefined;
  /** The camera stopped seeing: whoever is lost now was not seen to leave. */
  #isBlind = false;

  constructor(
    model: StoreModel,
    sensor: SensorId,
    emit: FactSink,
    present: PresenceSink,
    watcher?: TrackWatcher,
  ) {
    this.#sensor = sensor;
    this.#watcher = watcher;
    this.#visits = new ZoneVisits(model, sensor, emit, present);
    this.#lines = new LineCrossings(model, sensor, emit);
    const frame = model.sensors.find((candidate) => candidate.id === sensor)?.frame;
    const sink: TrackSink = {
      moved: (person, at, x, y) => {
        this.#visits.moved(person, at, x, y);
        this.#lines.moved(person, at, x, y);
        watcher?.moved(sensor, person, at, x, y);
      },
      joined: (person, at, gapMs) => emit({ kind: 'TracksJoined', at, space: sensor, person, gapMs }),
      ended: (person, _at, reason) => {
        const censoring = this.#censoring(reason);
        this.#visits.ended(person, censoring);
        this.#lines.ended(person);
        watcher?.ended(sensor, person, censoring);
      },
    };
    this.tracker = new PeopleTracker(frame === undefined ? {} : { frame }, sink);
  }

  see(at: EpochMs, boxes: readonly number[]): void {
    this.tracker.update(at, boxes);
    this.#lines.advance(at);
    this.#watcher?.advanced(this.#sensor, at);
  }

  /** First frame after a hole: tracks that the hole outlived are over, and not by anybody's leaving. */
  resume(at: EpochMs): void {
    this.#isBlind = true;
    this.tracker.advance(at);
    this.#isBlind = false;
    this.#visits.resume(at);
    this.#watcher?.resumed(this.#sensor, at);
  }

  /** The camera says that it sees no more. */
  down(): void {
    this.#isBlind = true;
  }

  advance(at: EpochMs): void {
    this.tracker.advance(at);
    this.#lines.advance(at);
    this.#watcher?.advanced(this.#sensor, at);
  }

  /** Calls for every visit that has begun and not ended; `zone` is its place in the store's list. */
  forEachVisit(visit: (zone: number, person: number, since: EpochMs) => void): void {
    this.#visits.forEachVisit(visit);
  }

  snapshot(): Json {
    return {
      isBlind: this.#isBlind,
      tracker: this.tracker.snapshot(),
      visits: this.#visits.snapshot(),
      lines: this.#lines.snapshot(),
    };
  }

  restore(saved: Json): void {
    const { isBlind, tracker, visits, lines } = saved as { [part: string]: Json };
    this.#isBlind = isBlind === true;
    this.tracker.restore(tracker ?? null);
    this.#visits.restore(visits ?? null);
    this.#lines.restore(lines ?? null);
  }

  /** Walking out over the edge of the picture ends a visit; being lost within it only ends our view of it. */
  #censoring(reason: 'lost' | 'frame-edge'): Censoring | undefined {
    if (this.#isBlind) return 'stop';
    return reason === 'lost' ? 'lost' : undefined;
  }
}
