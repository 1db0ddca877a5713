import type { Censoring, FactSink } from '../model/fact.ts';
import type { EpochMs, SpaceId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { ApproachDetector } from '../rules/approach-detector.ts';
import type { RuleEngine } from '../rules/rule-engine.ts';
import type { TrackObserver } from '../tracking/track-observer.ts';
import { LineCrossings } from '../zones/line-crossings.ts';
import { StandingDetector } from '../zones/standing-detector.ts';
import type { PresenceSink } from '../zones/zone-visits.ts';
import { ZoneVisits } from '../zones/zone-visits.ts';

export interface SpaceDependencies {
  readonly model: StoreModel;
  readonly emit: FactSink;
  readonly present: PresenceSink;
  readonly watcher?: TrackObserver | undefined;
  readonly rules?: Pick<RuleEngine, 'approach' | 'touched'> | undefined;
}

/** The zones and lines of one space (the floor or a camera's picture), and the trackers that follow people there. */
export class SpaceTracker implements Checkpointed {
  readonly state: StatePart;
  readonly #id: SpaceId;
  readonly #visits: ZoneVisits;
  readonly #lines: LineCrossings;
  readonly #stands: StandingDetector;
  readonly #watcher: TrackObserver | undefined;
  readonly #approach: ApproachDetector | undefined;

  constructor(id: SpaceId, { model, emit, present, watcher, rules }: SpaceDependencies) {
    this.#id = id;
    this.#visits = new ZoneVisits(model, id, emit, present);
    this.#lines = new LineCrossings(model, id, emit, (line, touch) => rules?.touched(id, line, touch));
    this.#stands = new StandingDetector(model, id, emit);
    this.#watcher = watcher;
    this.#approach = rules?.approach.get(id);
    this.state = composed({
      visits: this.#visits.state,
      lines: this.#lines.state,
      stands: this.#stands.state,
    });
  }

  /** `heightPx`: the person's height in the picture, in whole pixels. */
  moved(person: number, at: EpochMs, x: number, y: number, heightPx = 0): void {
    this.#visits.moved(person, at, x, y);
    this.#lines.moved(person, at, x, y, heightPx);
    this.#stands.moved(person, at, x, y);
    this.#approach?.moved(person, at, x, y, heightPx);
    this.#watcher?.moved(this.#id, person, at, { x, y, heightPx });
  }

  ended(person: number, censoring: Censoring | undefined): void {
    this.#visits.ended(person, censoring);
    this.#lines.ended(person);
    this.#stands.ended(person);
    this.#approach?.ended(person);
    this.#watcher?.ended(this.#id, person, censoring);
  }

  /** Called when the space's sensors see again after an outage. */
  resume(at: EpochMs): void {
    this.#visits.resume(at);
    this.#watcher?.resumed(this.#id, at);
  }

  advance(at: EpochMs): void {
    this.#lines.advance(at);
    this.#watcher?.advanced(this.#id, at);
  }

  /** Calls `visit` for every open zone visit; `zone` is the zone's index in the store's list. */
  forEachVisit(visit: (zone: number, person: number, since: EpochMs) => void): void {
    this.#visits.forEachVisit(visit);
  }
}
