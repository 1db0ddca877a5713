import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, ZoneId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { QueueTracker } from '../../../../src/core/zones/queue-tracker.ts';
import { StandingDetector } from '../../../../src/core/zones/standing-detector.ts';
import { MODEL, THRESHOLDS } from '../../../support/stores/store-model.ts';

const QUEUE = 'queue' as ZoneId;
const TILL = 'till' as ZoneId;
const at = (second: number) => (1000 * second) as EpochMs;
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

/** People in a queue, as positions five times a second through both detectors. */
class Scene {
  readonly told: Fact[] = [];
  waitedMs = 0;
  readonly tracker = new QueueTracker(
    STORE,
    (fact) => this.told.push(fact),
    (_zone, from, to) => {
      this.waitedMs += to - from;
    },
  );
  readonly #stands = new StandingDetector(STORE, 'floor', (fact) => this.tracker.handleFact(fact));
  readonly #now = new Map<number, number>();

  /** From one place to another in so many seconds; standing when they are the same. */
  go(person: number, from: number, to: number, [fromS, toS]: readonly [number, number]): void {
    for (let step = 0; step <= (toS - fromS) * 5; step++) {
      const share = step / ((toS - fromS) * 5);
      this.#stands.moved(person, at(fromS + step / 5), from + share * (to - from), 1);
    }
    this.#now.set(person, to);
  }

  zone(kind: 'ZoneEntered' | 'ZoneLeft', zone: ZoneId, person: number, second: number, more = {}): void {
    const left = { enteredAt: at(second - 1), dwellMs: 1_000 };
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
function busy(): Scene {
  const scene = new Scene();
  scene.zone('ZoneEntered', TILL, 1, 0);
  scene.go(1, 5, 5, [0, 3]);
  return scene;
}

describe('a queue', () => {
  test('serves a customer who walks to a free till at once', () => {
    const scene = new Scene();
    scene.go(1, 0.5, 5, [0, 4.5]);
    scene.go(1, 5, 5, [4.5, 10]);
    expect(scene.told).toMatchObject([{ kind: 'QueueJoined' }, { kind: 'QueueServed', waitMs: 0 }]);
  });

  test('counts a wait from taking the place behind another to standing at the till', () => {
    const scene = busy();
    scene.go(2, 0.5, 3, [10, 13]);
    scene.go(2, 3, 3, [13, 40]);
    scene.tracker.advance(at(40));
    expect(scene.tracker.length(QUEUE)).toBe(1);
    scene.go(2, 3, 5, [40, 42]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served).toMatchObject({ person: 2, zone: QUEUE });
    const waitS = (served?.kind === 'QueueServed' ? served.waitMs : 0) / 1000;
    expect(waitS).toBeGreaterThan(27);
    expect(waitS).toBeLessThan(31);
    expect(scene.waitedMs / 1000).toBeGreaterThan(26);
  });

  test('takes walking through and a moment’s stand for nobody’s wait', () => {
    const scene = busy();
    scene.go(2, 0, 4, [10, 14]);
    scene.go(3, 1, 1, [20, 25]);
    scene.zone('ZoneLeft', QUEUE, 3, 25);
    scene.tracker.advance(at(200));
    expect(scene.told.filter((fact) => 'person' in fact && fact.person !== 1)).toEqual([]);
  });

  test('has a customer give up who waits and leaves for anywhere else', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.tracker.advance(at(200));
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueAbandoned', person: 2, waitMs: 40_000 });
  });

  test('knows no end of a wait whose track was lost, and finds it again at the till', () => {
    const lost = busy();
    lost.go(2, 3, 3, [10, 50]);
    lost.tracker.advance(at(50));
    lost.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    lost.tracker.advance(at(200));
    expect(lost.told.at(-1)).toMatchObject({ kind: 'QueueLost', waitMs: 40_000 });
    const found = busy();
    found.go(2, 3, 3, [10, 50]);
    found.tracker.advance(at(50));
    found.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    found.go(9, 5, 5, [60, 63]);
    expect(found.told.at(-1)).toMatchObject({ kind: 'QueueServed', waitMs: 50_000 });
  });

  test('goes on with a wait when the tracks of two people swap where one walks out past the other', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    // The track of the served person stays where the other stands, and theirs walks off.
    scene.zone('ZoneLeft', TILL, 1, 49);
    scene.go(1, 3, 3, [50, 53]);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 3, 5, [53, 55]);
    scene.tracker.advance(at(200));
    expect(scene.kinds).not.toContain('QueueAbandoned');
    expect(scene.told.findLast(({ kind }) => kind === 'QueueServed')).toMatchObject({ person: 1 });
  });

  test('ends a wait when the person served walks off under its number, and theirs is back at the till', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 4.2, 5.2, [49, 51]);
    scene.go(1, 5.2, 5.2, [51, 60]);
    scene.tracker.advance(at(200));
    expect(scene.kinds).not.toContain('QueueAbandoned');
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueServed', person: 2, waitMs: 41_000 });
  });

  test('has a person wait who stood at a free till when another is served before them', () => {
    const scene = new Scene();
    scene.go(2, 3, 3, [0, 10]);
    scene.go(1, 5, 5, [1, 10]);
    scene.go(2, 3, 5, [30, 32]);
    scene.go(2, 5, 5, [32, 36]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served).toMatchObject({ person: 2 });
    expect(served?.kind === 'QueueServed' && served.waitMs).toBeGreaterThan(30_000);
  });

  test('has a person wait who came while another was at the till, though they left before it was clear', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 10.4]);
    scene.zone('ZoneLeft', TILL, 1, 11);
    scene.go(2, 3, 3, [10.6, 20]);
    scene.go(2, 3, 5, [20, 22]);
    scene.go(2, 5, 5, [22, 26]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served?.kind === 'QueueServed' && served.waitMs).toBeGreaterThan(10_000);
  });

  test('takes a person for lost, not for gone, whose wait went on under a number that is served', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.go(3, 1, 1, [12, 50]);
    scene.tracker.advance(at(50));
    // The number of the served person stands where one of them just left, and then where the other did.
    scene.zone('ZoneLeft', TILL, 1, 49);
    scene.go(1, 3, 3, [50, 53]);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 1, 1, [54, 57]);
    scene.zone('ZoneLeft', QUEUE, 3, 54);
    scene.go(1, 1, 5, [58, 61]);
    scene.go(1, 5, 5, [61, 65]);
    scene.zone('ZoneLeft', QUEUE, 1, 60);
    scene.tracker.advance(at(300));
    expect(scene.kinds).not.toContain('QueueAbandoned');
  });

  test('lets staff wait for nothing', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.dismiss(TILL, 2);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.tracker.advance(at(200));
    expect(scene.kinds).toEqual(['QueueJoined', 'QueueServed']);
  });

  test('goes on after a restart', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    const next = new Scene();
    restoreState(next.tracker.state, JSON.parse(JSON.stringify(scene.tracker.state.save())) as Json);
    next.go(2, 5, 5, [60, 63]);
    expect(next.told).toMatchObject([{ kind: 'QueueServed', waitMs: 50_000 }]);
  });
});
