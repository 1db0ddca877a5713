import type { Fact } from '../../../src/core/model/fact.ts';
import type { EpochMs, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import { QueueTracker } from '../../../src/core/zones/queue-tracker.ts';
import { StandingDetector } from '../../../src/core/zones/standing-detector.ts';
import { MODEL, THRESHOLDS } from './store-model.ts';

export const QUEUE = 'queue' as ZoneId;
export const TILL = 'till' as ZoneId;
export const at = (second: number) => (1000 * second) as EpochMs;
/** A band two metres wide along the x axis. */
const band = (id: ZoneId, from: number, to: number, more: object = {}) => ({
  ...{ id, space: 'floor' as const, growBy: 0.3, thresholds: THRESHOLDS, sensors: [] },
  polygon: [
    { x: from, y: 0 },
    { x: to, y: 0 },
    { x: to, y: 2 },
    { x: from, y: 2 },
  ],
  ...more,
});
const STORE: StoreModel = {
  ...MODEL,
  zones: [band(QUEUE, 0, 4, { queue: { servedIn: TILL } }), band(TILL, 4, 6)],
};
const DESK = 'desk' as ZoneId;
const DESK_QUEUE = 'desk-queue' as ZoneId;
/** The same store with a desk, behind the till, that has a queue of its own. */
export const STORE_WITH_DESK: StoreModel = {
  ...STORE,
  zones: [...STORE.zones, band(DESK, 8, 10), band(DESK_QUEUE, 10, 14, { queue: { servedIn: DESK } })],
};

/** People in a queue, as positions five times a second through both detectors. */
export class QueueScene {
  readonly told: Fact[] = [];
  waitedMs = 0;
  readonly tracker: QueueTracker;
  readonly #stands: StandingDetector;
  readonly #now = new Map<number, number>();
  readonly #inQueue = new Set<number>();

  constructor(store = STORE) {
    this.tracker = new QueueTracker(
      store,
      (fact) => this.told.push(fact),
      (_zone, from, to) => {
        this.waitedMs += to - from;
      },
    );
    this.#stands = new StandingDetector(store, 'floor', (fact) => this.tracker.handleFact(fact));
  }

  /** From one place to another in so many seconds; standing when they are the same. A visit begins after two. */
  go(person: number, from: number, to: number, [fromS, toS]: readonly [number, number]): void {
    for (let step = 0; step <= (toS - fromS) * 5; step++) {
      const share = step / ((toS - fromS) * 5);
      this.#stands.moved(person, at(fromS + step / 5), from + share * (to - from), 1);
    }
    this.#now.set(person, to);
    if (to < 0 || to >= 4 || toS - fromS < 2 || this.#inQueue.has(person)) return;
    this.#inQueue.add(person);
    this.zone('ZoneEntered', QUEUE, person, toS);
  }

  /** A till rings up, or says that it is there. */
  pay(second: number, transactions = 1): void {
    this.tracker.handleFact({
      kind: 'SaleCounted',
      at: at(second),
      sensor: 'tills',
      transactions,
    } as Fact);
  }

  zone(kind: 'ZoneEntered' | 'ZoneLeft', zone: ZoneId, person: number, second: number, more = {}): void {
    const left = { enteredAt: at(second - 1), dwellMs: 1_000 };
    if (kind === 'ZoneLeft' && zone === QUEUE) this.#inQueue.delete(person);
    this.tracker.handleFact({
      ...{ kind, zone, person, at: at(second) },
      ...(kind === 'ZoneLeft' ? left : {}),
      ...more,
    } as Fact);
  }

  get kinds(): string[] {
    return this.told.map(({ kind }) => kind);
  }
}

/** One is served from second 0 on. */
export function busy(): QueueScene {
  const scene = new QueueScene();
  scene.zone('ZoneEntered', TILL, 1, 0);
  scene.go(1, 5, 5, [0, 3]);
  return scene;
}
