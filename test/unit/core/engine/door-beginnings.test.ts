import { describe, expect, test } from 'vitest';
import { findCountedDoors } from '../../../../src/app/gateway/pipeline/saved-checkpoint.ts';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { DoorId, EpochMs, Json, SensorId } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { counterModel } from '../../../support/sensor-models.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const [FRONT, BACK] = ['front-counter', 'back-counter'].map((id) => id as SensorId) as [SensorId, SensorId];

function modelWith(...sensors: readonly SensorId[]): StoreModel {
  return {
    ...{ sensors: sensors.map(counterModel), zones: [], lines: [] },
    doors: sensors.map((id) => ({ id: `${id}-door` as DoorId, sensors: [id], lines: [] })),
    windows: { durationMs: MINUTE, latenessMs: 15_000 },
    reactions: { timezone: 'UTC', rules: [] },
  };
}

/** A store of counters that can be restarted, also with other settings. Time goes on in seconds. */
class Shop {
  readonly windows: WindowSummary[] = [];
  #engine: Engine;
  #at = NOON;

  constructor(...sensors: readonly SensorId[]) {
    this.#engine = this.#create(sensors);
  }

  /** Three people a minute come in at each of these counters; the others are silent. */
  play(minutes: number, ...sensors: readonly SensorId[]): this {
    for (const end = this.#at + minutes * MINUTE; this.#at < end; this.#at += 1_000) {
      const at = this.#at as EpochMs;
      for (const sensor of at % 5_000 === 0 ? sensors : []) {
        const entered = at % 20_000 === 0 ? 1 : 0;
        this.#engine.step({ kind: 'CounterRead', sensor, at, mode: 'delta', entered, left: 0 });
      }
      this.#engine.step({ kind: 'Tick', at });
    }
    return this;
  }

  restart(sensors: readonly SensorId[], change = (saved: Json): Json => saved): this {
    const saved = JSON.parse(JSON.stringify(this.#engine.state.save())) as Json;
    this.#engine = this.#create(sensors);
    expect(this.#engine.restore(change(saved))).toBeUndefined();
    this.#engine.begin(this.#at as EpochMs);
    return this;
  }

  recall(doors: ReadonlySet<string>): this {
    this.#engine.countedBefore(doors);
    return this;
  }

  get last(): WindowSummary['store'] | undefined {
    return this.windows.at(-1)?.store;
  }

  get people(): number | null | undefined {
    return this.#engine.rules?.snapshot().occupancy;
  }

  get since(): readonly (number | null)[] {
    return this.#engine.doors(this.#at as EpochMs).map(({ since }) => since);
  }

  #create(sensors: readonly SensorId[]): Engine {
    return new Engine(modelWith(...sensors), {
      fact: () => undefined,
      summary: (window) => this.windows.push(window),
    });
  }
}

const UNKNOWN = { coverage: 0, entries: null, occupancy: null };

describe('a door that never gave a heartbeat', () => {
  test('leaves the numbers of the store as they were, and no gap once it is removed', () => {
    const shop = new Shop(FRONT).play(5, FRONT).restart([FRONT, BACK]).play(5, FRONT);
    expect(shop.last).toMatchObject({ coverage: 1, entries: 3 });
    expect(shop.people).toBeGreaterThan(0);
    expect(shop.since).toEqual([NOON, null]);
    const [doors, sensors] = [shop.windows.at(-1)?.doors, shop.windows.at(-1)?.sensors];
    expect(doors?.map(({ door }) => door)).toEqual(['front-counter-door']);
    expect(sensors?.map(({ sensor }) => sensor)).toEqual([FRONT]);
    shop.restart([FRONT]).play(5, FRONT);
    // Only restarts leave windows that were not seen whole.
    expect(shop.windows.filter(({ store }) => store.coverage < 0.9)).toEqual([]);
  });

  test('takes part from then on: the window in which it begins stays whole', () => {
    const shop = new Shop(FRONT, BACK).play(5, FRONT).play(0.5, FRONT).play(4.5, FRONT, BACK);
    expect(shop.windows.slice(1).map(({ store }) => store.coverage)).toEqual(
      new Array(shop.windows.length - 1).fill(1),
    );
    expect(shop.windows[5]?.doors.map(({ coverage }) => coverage)).toEqual([1, 0.5]);
    expect(shop.last?.entries).toBe(6);
    expect(shop.since).toEqual([NOON, NOON + 5.5 * MINUTE]);
  });

  test('tells nothing of the store while no other door counts either', () => {
    const shop = new Shop(FRONT, BACK).play(5);
    expect(shop.last).toMatchObject(UNKNOWN);
    expect(shop.windows.at(-1)?.doors).toMatchObject([{ coverage: 0 }, { coverage: 0 }]);
    expect(shop.windows.at(-1)?.sensors).toHaveLength(2);
    expect(shop.people).toBeNull();
  });
});

describe('a door that counted before and is silent', () => {
  test('makes the numbers of the store unknown', () => {
    const shop = new Shop(FRONT, BACK).play(5, FRONT, BACK).play(5, FRONT);
    expect(shop.last).toMatchObject(UNKNOWN);
    expect(shop.people).toBeNull();
  });

  test('does so over a restart, until it is back', () => {
    const shop = new Shop(FRONT, BACK).play(5, FRONT, BACK);
    shop.restart([FRONT, BACK]).play(5, FRONT);
    expect(shop.last).toMatchObject(UNKNOWN);
    expect(shop.people).toBeNull();
    expect(shop.play(5, FRONT, BACK).last).toMatchObject({ coverage: 1, entries: 6 });
  });

  test('does so without a checkpoint, when the stored windows tell that it counted', () => {
    const stored = new Shop(FRONT, BACK).play(5, FRONT, BACK).windows;
    const now = (NOON + 5 * MINUTE) as EpochMs;
    const records = stored.map((window, i) => {
      const start = (NOON + i * MINUTE) as EpochMs;
      return { start, durationMs: MINUTE, revision: 1, payload: JSON.stringify(window) };
    });
    const counted = findCountedDoors({ windows: () => records }, now);
    expect([...counted]).toEqual(['front-counter-door', 'back-counter-door']);
    expect(findCountedDoors({ windows: () => [] }, now).size).toBe(0);
    const torn = { ...records[0], payload: '{"startAt":"2026' } as (typeof records)[number];
    expect(findCountedDoors({ windows: () => [torn, ...records] }, now)).toEqual(counted);
    expect(new Shop(FRONT, BACK).play(5, FRONT).last?.coverage).toBe(1);
    const recalled = new Shop(FRONT, BACK).recall(counted).play(5, FRONT);
    expect(recalled.last).toMatchObject(UNKNOWN);
    expect(recalled.windows.at(-1)?.sensors).toMatchObject([{ coverage: 1 }, { coverage: 0 }]);
  });

  test('does so after a checkpoint of a version that knew no beginnings', () => {
    const withoutBeginnings = (saved: Json): Json => {
      const { windows, ...rest } = saved as {
        readonly windows: { readonly begun: Json };
        readonly [k: string]: Json;
      };
      const { begun, ...others } = windows;
      expect(begun).toEqual({ sensors: { [FRONT]: NOON }, doors: { 'front-counter-door': NOON } });
      return { ...rest, windows: others };
    };
    const shop = new Shop(FRONT, BACK)
      .play(5, FRONT)
      .restart([FRONT, BACK], withoutBeginnings)
      .play(5, FRONT);
    expect(shop.last).toMatchObject(UNKNOWN);
  });
});
