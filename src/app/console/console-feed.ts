import type { CountedCrossing } from '../../core/door-audit/audited-crossing.ts';
import { toCrossings } from '../../core/door-audit/audited-crossing.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { FrameSize } from '../../core/tracking/foot-point-estimator.ts';
import { TrackHistory } from '../../core/tracking/history/track-history.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { ConsoleListener, GatewayView, LivePeople, StoreView } from '../../ports/console/console.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';
import { HeardTags } from './heard-tags.ts';
import { LivePositions } from './live-positions.ts';

const RING_AGE_MS = 24 * 3_600_000;
/** Largest number of crossings kept for audits. A busy door has about 10,000 a day. */
const MAX_CROSSINGS = 20_000;

type Fault = GatewayView['faults'][number];

/** Live state of the gateway for the console. It remains when the gateway is restarted inside the same process. */
export class ConsoleFeed {
  readonly places = new LivePositions(() => performance.now());
  readonly ring: TrackHistory;
  readonly crossings: CountedCrossing[] = [];
  readonly tags = new HeardTags();
  /** Sizes of camera pictures, as measured. They are used for cameras whose settings name no size. */
  frames: ReadonlyMap<string, FrameSize> = new Map();
  /** People counted at each door since the start of the present gateway. */
  readonly doorTotals = new Map<string, { in: number; out: number }>();
  /** The last known number of people in the store. While no sensor counts a door, it stays unchanged. */
  #occupancy: LivePeople['occupancy'] = null;
  readonly #faults = new Map<string, Fault>();
  readonly #keepsPaths: boolean;
  readonly #listeners = new Set<ConsoleListener>();

  /** `ringBytes`: size of the track history. With 0, none is kept. */
  constructor(ringBytes: number) {
    this.#keepsPaths = ringBytes > 0;
    this.ring = new TrackHistory({ maxBytes: ringBytes, maxAgeMs: RING_AGE_MS });
  }

  /** Each new gateway gets this observer for its tracks. */
  readonly tracks: TrackObserver = {
    moved: (space, person, at, point) => {
      this.places.moved(space, person, at, point);
      if (this.#keepsPaths) this.ring.moved(space, person, at, point);
    },
    ended: (space, person, reason) => {
      this.places.ended(space, person);
      if (this.#keepsPaths) this.ring.ended(space, person, reason);
    },
    resumed: (space, at) => {
      if (this.#keepsPaths) this.ring.resumed(space, at);
    },
    advanced: (space, at) => {
      this.places.advanced(space, at);
      if (this.#keepsPaths) this.ring.advanced(space, at);
    },
  };

  follow(host: GatewayRunner): void {
    host.onGateway((gateway) => {
      this.doorTotals.clear();
      gateway.pipeline.listen({
        observation: (seen) => {
          this.tags.acceptObservation(seen);
          if (seen.kind === 'PeopleSeen' && seen.frame !== undefined)
            this.#learnFrame(seen.sensor, seen.frame);
        },
        fact: (fact) => {
          this.#learn(fact);
          // This fact comes every minute, even without visitors. It tells the console up to which time the doors are
          // counted.
          if (fact.kind === 'OccupancyEstimated') this.#countInside(gateway);
        },
        summary: (summary) => {
          for (const listener of this.#listeners) listener.summary(summary);
        },
      });
      for (const listener of this.#listeners) listener.settingsChanged();
    });
  }

  live({ pipeline }: Gateway, store: StoreView): LivePeople {
    this.#countInside({ pipeline });
    return { ...this.places.live(store, pipeline.engine), occupancy: this.#occupancy };
  }

  listen(listener: ConsoleListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  faults(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  #learnFrame(sensor: string, frame: FrameSize): void {
    const { widthPx, heightPx } = this.frames.get(sensor) ?? {};
    if (widthPx === frame.widthPx && heightPx === frame.heightPx) return;
    this.frames = new Map([...this.frames, [sensor, frame]]);
    for (const listener of this.#listeners) listener.settingsChanged();
  }

  /**
   * Stores the present occupancy, the same number that rules and local outputs get. It changes with each person who
   * crosses a door.
   */
  #countInside({ pipeline }: Pick<Gateway, 'pipeline'>): void {
    const now = pipeline.engine.rules?.snapshot();
    if (now?.occupancy == null || now.occupancyRange === null) return;
    this.#occupancy = { at: now.at, people: now.occupancy, ...now.occupancyRange };
  }

  #learn(fact: Fact): void {
    this.#keep(toCrossings(fact));
    if (fact.kind === 'DoorCrossed') {
      const total = this.doorTotals.get(fact.door) ?? { in: 0, out: 0 };
      this.doorTotals.set(fact.door, { ...total, [fact.direction]: total[fact.direction] + fact.count });
    } else if (fact.kind === 'SensorFaulted') {
      this.#faults.set(fact.sensor, { sensor: fact.sensor, cause: fact.cause, since: fact.at });
    } else if (fact.kind === 'SensorRecovered') this.#faults.delete(fact.sensor);
    for (const listener of this.#listeners) listener.fact(fact);
  }

  #keep(crossings: readonly CountedCrossing[]): void {
    this.crossings.push(...crossings);
    if (this.crossings.length > MAX_CROSSINGS)
      this.crossings.splice(0, this.crossings.length - MAX_CROSSINGS);
  }
}
