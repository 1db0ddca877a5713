import { describe, expect, test } from 'vitest';
import type { EpochMs, Json, TagId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { TagPosition } from '../../../../src/core/positioning/tag-locator.ts';
import { TagLocator } from '../../../../src/core/positioning/tag-locator.ts';
import { Random } from '../../../support/seeded-random.ts';

const ROOM = { widthM: 16, heightM: 12 };
const RECEIVERS = [1, 8, 15].flatMap((xM) =>
  [1, 6, 11].map((yM) => ({ id: `${xM}/${yM}`, xM, yM, zM: 2.3 })),
);
/** Two halves. */
const ZONES = { zoneAt: (xM: number) => (xM < 8 ? 0 : 1), zoneCount: 2 };
const TAG = 'trolley-1' as TagId;
const START_S = 1_700_000_000;

/** Gains that a technician cannot know: one receiver is in a cupboard, one has a better antenna. */
const GAIN_DB = [0, 6, 0, -7, 0, 2, 0, -3, 4];

type Place = readonly [xM: number, yM: number];

class Shop {
  readonly positions: (TagPosition & { zoneMass: Float64Array })[] = [];
  readonly gone: TagId[] = [];
  readonly locator: TagLocator;
  readonly #random = new Random(7);
  #nowS: number;

  constructor(receivers = RECEIVERS, startS = START_S + 1000) {
    this.#nowS = startS;
    this.locator = new TagLocator({
      receivers,
      plan: { ...ROOM, ...ZONES },
      placed: (position) => this.positions.push({ ...position, zoneMass: position.zoneMass.slice() }),
      gone: (tag) => this.gone.push(tag),
    });
  }

  #noise(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.#random.next();
    return sum;
  }

  /** One second of a tag at a place, heard twice by every receiver. */
  second([xM, yM]: Place, { tag = TAG, powerDbm = -59 } = {}): void {
    for (const [r, receiver] of RECEIVERS.entries()) {
      const distance = Math.hypot(receiver.xM - xM, receiver.yM - yM, 1.1);
      const levelDbm = powerDbm + (GAIN_DB[r] ?? 0) - 18 * Math.log10(distance);
      for (let advert = 0; advert < 2; advert++) {
        const at = (this.#nowS * 1000 + 250 + 500 * advert) as EpochMs;
        this.locator.addRssi(at, receiver.id, tag, Math.round(levelDbm + 3.5 * this.#noise()));
      }
    }
    this.pass(1);
  }

  pass(seconds: number): void {
    this.#nowS += seconds;
    this.locator.advance((this.#nowS * 1000) as EpochMs);
  }

  get now(): EpochMs {
    return (this.#nowS * 1000) as EpochMs;
  }
}

/** A way round the shop at 0.7 m/s. */
function walk(seconds: number): Place[] {
  return Array.from({ length: seconds }, (_, s) => {
    const angle = (2 * Math.PI * s) / 60;
    return [8 + 5.5 * Math.cos(angle), 6 + 4 * Math.sin(angle)];
  });
}

function learnedShop(): { shop: Shop; saved: Json } {
  const shop = new Shop(RECEIVERS, START_S);
  for (const place of walk(160)) shop.second(place, { tag: 'trolley-9' as TagId });
  shop.locator.learnNow();
  return { shop, saved: shop.locator.state.save() };
}

const LEARNED = learnedShop();

function taughtShop(): Shop {
  const shop = new Shop();
  for (const [s, [xM, yM]] of walk(60).entries()) {
    if (s % 5 === 0) shop.locator.teach(shop.now, TAG, xM, yM);
    shop.second([xM, yM]);
  }
  shop.locator.endTeaching(TAG);
  expect(shop.locator.learnNow()).toBe(true);
  return shop;
}

function follow(shop: Shop, places: readonly Place[], powerDbm?: number): number[] {
  shop.positions.length = 0;
  for (const place of places) shop.second(place, powerDbm === undefined ? {} : { powerDbm });
  return shop.positions
    .filter(({ tag }) => tag === TAG)
    .map(({ xM, yM }, s) => Math.hypot(xM - (places[s]?.[0] ?? 0), yM - (places[s]?.[1] ?? 0)));
}

const about = (value = 0) => expect.closeTo(value, 0);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe('locating tags', () => {
  test('learns the receivers from traffic of a tag nobody followed, and finds another by it', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    expect(median(follow(shop, walk(60)))).toBeLessThan(1.3);
  });

  test('finds a tag that sends 8 dB weaker as well', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    expect(median(follow(shop, walk(60), -67).slice(10))).toBeLessThan(1.5);
  });

  test('before anything is learned the zone is that of the receiver that heard it loudest', () => {
    const shop = new Shop();
    for (let s = 0; s < 5; s++) shop.second([2, 2]);
    expect(shop.positions.at(-1)?.zone).toBe(0);
    expect(shop.positions.at(-1)?.errorM).toBeGreaterThan(0);
  });

  test('learns by itself, a slice a second, once there is enough traffic', () => {
    const shop = new Shop();
    for (const place of walk(170)) shop.second(place);
    shop.pass(70);
    expect(shop.locator.state.save()).toMatchObject({ model: null });
    for (let minute = 0; minute < 5; minute++) shop.pass(60);
    expect(shop.locator.state.save()).not.toMatchObject({ model: null });
  });

  test('a teaching walk is learned from with its places, and kept over a restart', () => {
    const shop = taughtShop();
    const after = new Shop(RECEIVERS, START_S + 10_000);
    restoreState(after.locator.state, shop.locator.state.save());
    expect(median(follow(shop, walk(60)))).toBeLessThan(1.3);
    expect(median(follow(after, walk(60)))).toBeLessThan(1.3);
  });

  test('a tag that stays where no walk went is found there and stays', () => {
    const shop = taughtShop();
    const errorsM = follow(
      shop,
      Array.from({ length: 90 }, () => [8, 6] as const),
    );
    expect(median(errorsM.slice(10))).toBeLessThan(1.5);
    expect(Math.max(...errorsM.slice(10))).toBeLessThan(2.5);
  });

  test('a tag at rest on a border keeps its zone for an hour', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    for (let s = 0; s < 3600; s++) shop.second([8, 6]);
    const zones = shop.positions.slice(60).map(({ zone }) => zone);
    expect(new Set(zones).size).toBe(1);
    expect(shop.positions.at(-1)?.atRest).toBe(true);
  });

  test('a tag that leaves its place is followed again within seconds', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    for (let s = 0; s < 120; s++) shop.second([3, 6]);
    expect(shop.positions.at(-1)).toMatchObject({ atRest: true, zone: 0 });
    for (let s = 0; s < 20; s++) shop.second([3 + 0.5 * s, 6]);
    for (let s = 0; s < 10; s++) shop.second([13, 6]);
    expect(shop.positions.at(-1)).toMatchObject({ atRest: false, zone: 1 });
  });

  test('a tag set down a few steps further is not taken for a noisy one at rest', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    for (let s = 0; s < 90; s++) shop.second([5, 4]);
    expect(shop.positions.at(-1)).toMatchObject({ atRest: true, zone: 0 });
    for (let s = 0; s < 18; s++) shop.second([10.5, 4]);
    expect(shop.positions.at(-1)).toMatchObject({ atRest: false, zone: 1 });
  });

  test('a tag that leaves its place is in the zone where it is now, from the first second', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    for (let s = 0; s < 90; s++) shop.second([3, 4]);
    shop.positions.length = 0;
    for (let s = 0; s < 18; s++) shop.second([13, 4]);
    const first = shop.positions.find(({ atRest }) => !atRest);
    expect(first?.xM).toBeGreaterThan(10);
    expect(first?.zone).toBe(1);
  });

  test('zone masses sum to one', () => {
    const shop = new Shop();
    for (let s = 0; s < 3; s++) shop.second([8, 6]);
    expect(shop.positions.at(-1)?.zoneMass.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });

  test('a tag unheard for a minute is gone', () => {
    const shop = new Shop();
    shop.second([3, 3]);
    shop.pass(59);
    expect(shop.gone).toEqual([]);
    shop.pass(2);
    expect(shop.gone).toEqual([TAG]);
  });

  test('goes on after a restart from where it was, at rest and with its power', () => {
    const shop = new Shop();
    restoreState(shop.locator.state, LEARNED.saved);
    for (let s = 0; s < 120; s++) shop.second([3, 6], { powerDbm: -67 });
    const saved = JSON.parse(JSON.stringify(shop.locator.state.save())) as Json;
    const after = new Shop();
    restoreState(after.locator.state, saved);
    const [tag] = (saved as { tags: Record<string, number>[] }).tags;
    expect(after.locator.state.save()).toMatchObject({
      model: (saved as { model: Json }).model,
      tags: [{ ...tag, xM: about(tag?.['xM']), yM: about(tag?.['yM']), errorM: about(tag?.['errorM']) }],
    });
    expect(tag?.['offsetDb']).toBeLessThan(-5);
  });

  test('a model of other receivers is dropped', () => {
    const shop = new Shop(RECEIVERS.slice(1));
    restoreState(shop.locator.state, LEARNED.saved);
    expect(shop.locator.state.save()).toMatchObject({ model: null });
  });

  test('a level that is none, a receiver off the plan and a late reception say nothing', () => {
    const shop = new Shop();
    const at = shop.now;
    shop.locator.addRssi(at, '1/1', TAG, 42);
    shop.locator.addRssi(at, 'nowhere', TAG, -60);
    shop.pass(1);
    shop.locator.addRssi((at - 5000) as EpochMs, '1/1', TAG, -60);
    shop.pass(1);
    expect(shop.positions).toEqual([]);
  });

  test('the same receptions give the same positions', () => {
    const run = () => {
      const shop = new Shop();
      for (const place of walk(20)) shop.second(place);
      return shop.positions.map(({ xM, yM }) => [xM, yM]);
    };
    expect(run()).toEqual(run());
  });
});
