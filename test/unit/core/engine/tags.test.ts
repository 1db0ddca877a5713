import { describe, expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, SensorId, TagId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { Random } from '../../../support/seeded-random.ts';
import { cameraModel } from '../../../support/sensor-models.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const START = Date.UTC(2026, 5, 1, 9);
const CORNERS = [
  [1, 1],
  [11, 1],
  [11, 9],
  [1, 9],
] as const;
const [TROLLEY, PRODUCT, BUTTON, GUEST] = ['trolley-1', 'mug', 'till-button', 'guest'] as TagId[] as [
  TagId,
  TagId,
  TagId,
  TagId,
];

const rectangle = (x: number) =>
  [
    [x, 0],
    [x + 6, 0],
    [x + 6, 10],
    [x, 10],
  ].map(([px = 0, py = 0]) => ({ x: px, y: py }));

/** Four receivers around a floor of 12 m × 10 m that is two zones. */
const MODEL: StoreModel = {
  sensors: CORNERS.map(([xM, yM], i) => ({
    id: `r${i}` as SensorId,
    type: 'ble-receiver',
    kind: 'hears-tags',
    maxGapMs: 15_000,
    receiver: { place: { xM, yM, zM: 2.3 }, insideDbm: -75 },
  })),
  zones: ['left', 'right'].map((id, i) => ({
    ...{ id: id as ZoneId, space: 'floor' as const, polygon: rectangle(6 * i), growBy: 0.3 },
    ...{ thresholds: THRESHOLDS, sensors: [] },
  })),
  lines: [],
  doors: [],
  floor: { widthM: 12, heightM: 10 },
  tags: [
    { id: TROLLEY, kind: 'trolley' },
    { id: PRODUCT, kind: 'product' },
    { id: BUTTON, kind: 'button' },
    { id: GUEST, kind: 'loyalty' },
  ],
  windows: { durationMs: 60_000, latenessMs: 15_000 },
};

function createShop(model = MODEL) {
  const facts: Fact[] = [];
  const summaries: WindowSummary[] = [];
  const create = () =>
    new Engine(model, { fact: (fact) => facts.push(fact), summary: (summary) => summaries.push(summary) });
  let engine = create();
  let second = 0;
  const random = new Random(3);
  const at = (ms = 0) => (START + second * 1000 + ms) as EpochMs;
  const levelAt = (r: number, x: number, y: number) => {
    const [rx = 0, ry = 0] = CORNERS[r] ?? [];
    const noise = (random.next() + random.next() + random.next() - 1.5) * 4;
    return Math.round(-59 - 20 * Math.log10(Math.hypot(x - rx, y - ry, 1.1)) + noise);
  };
  return {
    ...{ facts, summaries, at },
    step: (observation: SensorObservation) => engine.step(observation),
    /** A second in which the receivers live, and hear the tag at this place twice. */
    hear(tag: TagId | undefined, x = 0, y = 0) {
      for (const r of CORNERS.keys()) {
        const sensor = `r${r}` as SensorId;
        engine.step({ kind: 'SensorAlive', sensor, at: at(100) });
        if (tag === undefined) continue;
        for (const ms of [200, 700])
          engine.step({ kind: 'TagHeard', sensor, at: at(ms), tag, rssiDbm: levelAt(r, x, y) });
      }
      second += 1;
      engine.step({ kind: 'Tick', at: at(-1_000) });
    },
    restart() {
      const saved = JSON.parse(JSON.stringify(engine.state.save())) as Json;
      engine = create();
      engine.restore(saved);
    },
    teachByCamera: (tag: TagId) => engine.tags.teachByCamera(tag),
    endTeaching: (tag: TagId) => engine.tags.endTeaching(tag),
    kinds: (kind: Fact['kind']) => facts.filter((fact) => fact.kind === kind),
  };
}

type Shop = ReturnType<typeof createShop>;

/** From one end to the other at half a metre a second, and stays there. */
function walk(shop: Shop, from: number, to: number, staySeconds: number): void {
  const seconds = Math.abs(to - from) / 0.5;
  for (let s = 0; s < seconds; s++) shop.hear(TROLLEY, from + ((to - from) * s) / seconds, 5);
  for (let s = 0; s < staySeconds; s++) shop.hear(TROLLEY, to, 5);
}

describe('a trolley', () => {
  test('visits the zones it is pushed through, and journeys between them', () => {
    const shop = createShop();
    // It stands in its bay at first.
    walk(shop, 1, 1, 70);
    walk(shop, 1, 11, 20);
    walk(shop, 11, 1, 20);
    const visited = shop.kinds('TrolleyEntered').map((fact) => 'zone' in fact && fact.zone);
    expect(visited).toEqual(['left', 'right', 'left']);
    expect(shop.kinds('TrolleyMoved')).toContainEqual(expect.objectContaining({ from: 'right', to: 'left' }));
    for (let s = 0; s < 90; s++) shop.hear(undefined);
    const left = shop.kinds('TrolleyLeft');
    expect(left.at(-1)).toMatchObject({ zone: 'left', censored: 'lost' });
    const right = shop.summaries.flatMap(({ trolleys }) => trolleys.filter(({ zone }) => zone === 'right'));
    const presentMs = right.reduce((sum, { presenceMs }) => sum + (presenceMs ?? 0), 0);
    expect(presentMs).toBeGreaterThan(20_000);
    expect(presentMs).toBeLessThan(60_000);
    expect(right.reduce((sum, { exits }) => sum + (exits ?? 0), 0)).toBe(1);
  });

  test('that is new has its first minute counted once it turns out to travel', () => {
    const shop = createShop();
    for (let round = 0; round < 2; round++) {
      walk(shop, 1, 11, 0);
      walk(shop, 11, 1, 0);
    }
    walk(shop, 1, 2.5, 0);
    for (let s = 0; s < 150; s++) shop.hear(undefined);
    const entered = shop.kinds('TrolleyEntered');
    expect(entered.map((fact) => 'zone' in fact && fact.zone)).toEqual([
      'left',
      'right',
      'left',
      'right',
      'left',
    ]);
    expect((entered[0]?.at ?? 0) - START).toBeLessThan(10_000);
    const presentMs = shop.summaries
      .flatMap(({ trolleys }) => trolleys)
      .reduce((sum, { presenceMs }) => sum + (presenceMs ?? 0), 0);
    expect(presentMs).toBeGreaterThan(80_000);
  });

  test('that stands in its bay is on no journey, all day long', () => {
    const shop = createShop();
    for (let s = 0; s < 1_200; s++) shop.hear(TROLLEY, 3, 5);
    expect(shop.facts.filter(({ kind }) => kind.startsWith('Trolley'))).toEqual([]);
    expect(shop.summaries.at(-1)?.trolleys[0]).toMatchObject({ coverage: 1, entries: 0, presenceMs: 0 });
  });

  test('is nowhere, not zero times anywhere, while no receiver is live', () => {
    const shop = createShop();
    shop.hear(TROLLEY, 3, 5);
    shop.step({ kind: 'Tick' } as never);
    for (const r of CORNERS.keys())
      shop.step({ kind: 'SensorDown', sensor: `r${r}` as SensorId, at: shop.at(), cause: 'LINK_LOST' });
    for (let s = 0; s < 200; s++) shop.step({ kind: 'Tick', at: shop.at(s * 1000) } as never);
    expect(shop.summaries.at(-1)?.trolleys[0]).toMatchObject({ coverage: 0, entries: null, n: null });
    expect(shop.kinds('SensorFaulted')).toHaveLength(4);
  });
});

describe('tags that report', () => {
  const report = (shop: Shop, tag: TagId, ms: number, fields: object, sensor = 'r0') =>
    shop.step({ kind: 'TagReported', sensor: sensor as SensorId, at: shop.at(ms), tag, ...fields });

  test('counts one pick-up and one put-back, for any number of receivers', () => {
    const shop = createShop();
    for (const sensor of ['r0', 'r1', 'r2']) report(shop, PRODUCT, 0, { moving: true }, sensor);
    for (let s = 0; s < 5; s++) shop.hear(undefined);
    // A pause of a moment in the hand.
    report(shop, PRODUCT, 0, { moving: false });
    shop.hear(undefined);
    report(shop, PRODUCT, 0, { moving: true });
    for (let s = 0; s < 10; s++) shop.hear(undefined);
    report(shop, PRODUCT, 0, { moving: false });
    for (let s = 0; s < 90; s++) shop.hear(undefined);
    expect(shop.kinds('ProductPickedUp')).toHaveLength(1);
    expect(shop.kinds('ProductPutBack')).toEqual([
      expect.objectContaining({ tag: PRODUCT, handledMs: 16_000 }),
    ]);
    expect(shop.summaries[0]?.products).toEqual([expect.objectContaining({ pickUps: 1, putBacks: 1, n: 2 })]);
  });

  test('a press that four receivers hear is one answer; two presses are two', () => {
    const shop = createShop();
    for (const sensor of ['r0', 'r1', 'r2', 'r3']) report(shop, BUTTON, 0, { button: 1, packet: 7 }, sensor);
    for (const sensor of ['r0', 'r1']) report(shop, BUTTON, 900, { button: 4, packet: 8 }, sensor);
    for (let s = 0; s < 90; s++) shop.hear(undefined);
    expect(shop.kinds('ButtonCounted')).toHaveLength(2);
    expect(shop.summaries[0]?.feedback).toEqual([
      expect.objectContaining({ sensor: BUTTON, n: 2, happyIndex: 50 }),
    ]);
  });

  test('reports a low battery once, also over a restart, until it is replaced', () => {
    const shop = createShop();
    report(shop, PRODUCT, 0, { batteryPercent: 14 });
    report(shop, PRODUCT, 1, { batteryPercent: 13 });
    shop.restart();
    report(shop, PRODUCT, 2, { batteryPercent: 13 });
    expect(shop.kinds('TagBatteryLow')).toEqual([expect.objectContaining({ tag: PRODUCT, percent: 14 })]);
    report(shop, PRODUCT, 3, { batteryPercent: 100 });
    report(shop, PRODUCT, 4, { batteryPercent: 15 });
    expect(shop.kinds('TagBatteryLow')).toHaveLength(2);
  });

  test('a guest who opted in arrives once a visit, and not from across the street', () => {
    const shop = createShop();
    const hear = (rssiDbm: number, ms: number) =>
      shop.step({ kind: 'TagHeard', sensor: 'r0' as SensorId, at: shop.at(ms), tag: GUEST, rssiDbm });
    for (let i = 0; i < 20; i++) hear(-92, i * 1000);
    expect(shop.kinds('LoyaltyArrived')).toHaveLength(0);
    for (let i = 20; i < 40; i++) hear(-60, i * 1000);
    expect(shop.kinds('LoyaltyArrived')).toHaveLength(1);
    for (let i = 0; i < 5; i++) hear(-60, 3_600_000 + i * 1000);
    expect(shop.kinds('LoyaltyArrived')).toHaveLength(2);
  });
});

/** Thirty devices near one receiver, ten of them across the street; they change their addresses every minute, or never. */
function crowd(changes: boolean) {
  const shop = createShop();
  const hear = (s: number, device: number) => {
    const pseudonym = `${device}-${changes ? Math.floor((s + 7 * device) / 60) : 0}`;
    const rssiDbm = device < 20 ? -65 : -88;
    shop.step({ kind: 'RadioHeard', sensor: 'r0' as SensorId, at: shop.at(500), pseudonym, rssiDbm });
  };
  for (let s = 0; s < 200; s++) {
    for (let device = 0; device < 30; device++) hear(s, device);
    shop.hear(undefined);
  }
  return shop.summaries.at(-1)?.radios[0];
}

describe('unknown radios', () => {
  test('are an index with its interval, the same whether devices change their addresses or not', () => {
    const still = crowd(false);
    expect(still).toMatchObject({ sensor: 'r0', inside: 20, outside: 10, coverage: 1 });
    expect(still?.indexLow).toBeLessThan(still?.index ?? 0);
    expect(still?.index).toBeLessThan(still?.indexHigh ?? 0);
    const changing = crowd(true);
    expect(Math.abs((changing?.inside ?? 0) / 20 - 1)).toBeLessThan(0.2);
  });

  test('are published as their distinct number, with its interval', () => {
    const still = crowd(false);
    expect(still?.uniqueLow).toBeLessThanOrEqual(20);
    expect(still?.uniqueHigh).toBeGreaterThanOrEqual(20);
    expect(Math.abs((still?.unique ?? 0) - 20)).toBeLessThanOrEqual(1);
    // Each of the twenty inside takes a new address once in the minute.
    expect(Math.abs((crowd(true)?.unique ?? 0) - 40)).toBeLessThanOrEqual(3);
  });

  test('a day’s repeat share leaves with the window in which the day ended', () => {
    const shop = createShop();
    const days = [0, 1].map((day) => {
      const at = shop.at(100);
      shop.step({
        kind: 'RadioBucketsRead',
        sensor: 'r0' as SensorId,
        at,
        key: 'a',
        buckets: [3, 40, 500 + day],
      });
      shop.step({ kind: 'DayEnded', at } as never);
      for (let s = 0; s < 100; s++) shop.hear(undefined);
      return shop.summaries.flatMap(({ returning }) => returning).at(-1);
    });
    expect(days[0]).toMatchObject({ n: 3, share: null });
    expect(days[1]).toMatchObject({ n: 3, definition: 'returning/1 buckets=2048' });
    expect(days[1]?.share).toBeCloseTo(2 / 3, 1);
  });

  test('are null at a receiver that heard nothing because it was down', () => {
    const shop = createShop();
    for (let s = 0; s < 100; s++) {
      shop.step({ kind: 'SensorAlive', sensor: 'r1' as SensorId, at: shop.at(100) });
      shop.step({ kind: 'Tick', at: shop.at(s * 1000) } as never);
    }
    expect(shop.summaries.at(-1)?.radios[0]).toMatchObject({ coverage: 0, inside: null, index: null });
  });
});

describe('a teaching walk before the cameras', () => {
  const CAMERA = 'ceiling' as SensorId;
  /** The picture is the plan, in centimetres. */
  const FILMED: StoreModel = {
    ...MODEL,
    sensors: [
      ...MODEL.sensors,
      cameraModel(CAMERA, {
        frame: { widthPx: 1_200, heightPx: 1_000 },
        pictureToFloor: [0.01, 0, 0, 0, 0.01, 0, 0, 0, 1],
      }),
    ],
  };
  const box = (x: number, y: number) => [100 * x - 20, 100 * y - 150, 40, 150, 0.95];

  /** On a spot so small that without a word of where it is there is nothing to learn from it. */
  function walkFilmed(others: number): boolean {
    const shop = createShop(FILMED);
    shop.teachByCamera(TROLLEY);
    for (let s = 0; s < 120; s++) {
      const x = 6 + 0.5 * Math.sin(s / 12);
      const y = 5 + 0.5 * Math.cos(s / 17);
      const boxes = [...box(x, y), ...Array.from({ length: others }, (_, i) => box(1 + i, 2)).flat()];
      for (const ms of [0, 250, 500, 750]) {
        shop.step({ kind: 'PeopleSeen', sensor: CAMERA, at: shop.at(ms), boxes });
      }
      shop.hear(TROLLEY, x, y);
    }
    return shop.endTeaching(TROLLEY);
  }

  test('teaches the radio map where they see one person alone, and never where it may be another', () => {
    expect(walkFilmed(0)).toBe(true);
    expect(walkFilmed(1)).toBe(false);
  });
});
