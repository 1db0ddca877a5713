import { expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import { HeadAverage } from '../../../../src/core/doors/occupancy/head-average.ts';
import { FloorHeads } from '../../../../src/core/engine/floor-heads.ts';
import { FloorView } from '../../../../src/core/geometry/floor-view.ts';
import type { OccupancyEstimated } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { Random } from '../../../support/seeded-random.ts';
import { counterModel } from '../../../support/sensor-models.ts';

const COUNTER = 'counter' as SensorId;
const START = Date.UTC(2026, 0, 5, 9);
const HOURS = 8;

/** A counter that misses more people on their way out than on their way in, and one that does not. */
const UNEVEN = { in: 0.98, out: 0.9 };
const EVEN = { in: 0.98, out: 0.98 };

/** Visitors of a small store, and what its counter makes of them. */
class Visitors {
  readonly #random: Random;
  readonly #counted: typeof EVEN;
  #inside: { readonly until: number; isSeen: boolean }[] = [];

  constructor(seed: number, counted: typeof EVEN) {
    this.#random = new Random(seed);
    this.#counted = counted;
  }

  get count(): number {
    return this.#inside.length;
  }

  get heads(): number {
    return this.#inside.filter(({ isSeen }) => isSeen).length;
  }

  enter(at: number): number {
    if (!this.#random.chance(1 / 60)) return 0;
    this.#inside.push({ until: at + this.#random.between(30_000, 400_000), isSeen: true });
    return this.#random.chance(this.#counted.in) ? 1 : 0;
  }

  leave(at: number): number {
    const leaving = this.#inside.filter(({ until }) => until <= at);
    this.#inside = this.#inside.filter(({ until }) => until > at);
    return leaving.filter(() => this.#random.chance(this.#counted.out)).length;
  }

  /** They walk about, and a camera finds each of them with this chance. */
  walk(share: number): void {
    for (const person of this.#inside) person.isSeen = this.#random.chance(share);
  }
}

/** What the doors publish in a day. */
interface Published {
  readonly estimates: OccupancyEstimated[];
  readonly errorShares: number[];
}

function openStore({ estimates, errorShares }: Published): DoorTracker {
  const store = {
    doors: [{ id: 'door' as DoorId, sensors: [COUNTER], lines: [] }],
    lines: [],
    sensors: [counterModel(COUNTER)],
  };
  return new DoorTracker(store, (fact) => {
    if (fact.kind === 'OccupancyEstimated') estimates.push(fact);
    if (fact.kind === 'DoorCounted') errorShares.push(fact.errorShare);
  });
}

/** Cameras see this share of the floor, and find so many of those who are there. */
function playDay(share: number, seed: number, found = 1, counted = UNEVEN) {
  const visitors = new Visitors(seed, counted);
  const published: Published = { estimates: [], errorShares: [] };
  const doors = openStore(published);
  const truth = new Map<number, number>();
  for (let second = 0; second <= HOURS * 3_600; second++) {
    const at = (START + 1_000 * second) as EpochMs;
    const entered = second < (HOURS - 1) * 3_600 ? visitors.enter(at) : 0;
    const left = visitors.leave(at);
    if (second % 20 === 0) visitors.walk(found * share);
    doors.observe({ kind: 'CounterRead', sensor: COUNTER, at, mode: 'delta', entered, left });
    doors.saw(at, visitors.heads, share);
    doors.advance(at);
    truth.set(at, visitors.count);
  }
  return { ...scoreOf(published.estimates, truth), errorShare: published.errorShares.at(-1) ?? 0 };
}

function scoreOf(estimates: readonly OccupancyEstimated[], truth: ReadonlyMap<number, number>) {
  const errors = estimates.map(({ at, mean }) => Math.abs(mean - (truth.get(at) ?? 0)));
  const holds = estimates.filter(({ at, low, high }) => {
    const people = truth.get(at) ?? 0;
    return low <= people && people <= high;
  });
  const inside = estimates.reduce((sum, { at }) => sum + (truth.get(at) ?? 0), 0);
  return {
    offShare: estimates.reduce((sum, { mean }) => sum + mean, 0) / inside - 1,
    meanError: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    holding: holds.length / estimates.length,
    last: estimates.at(-1)?.mean ?? 0,
  };
}

test('seen heads keep the occupancy nearer to the truth than a counter alone', () => {
  for (const seed of [1, 2, 3]) {
    const whole = playDay(1, seed);
    expect(whole.meanError).toBeLessThan(0.5);
    expect(whole.holding).toBeGreaterThan(0.93);
    expect(playDay(0, seed).meanError).toBeGreaterThan(2 * whole.meanError);
    expect(playDay(0.6, seed).meanError).toBeLessThan(2);
  }
});

test('a counter alone that overlooks more outs than ins does not run away', () => {
  for (const seed of [1, 2, 3]) {
    const { meanError, last } = playDay(0, seed);
    expect(meanError).toBeLessThan(4);
    expect(last).toBeLessThan(2);
  }
});

test('a store that is seen to be empty has nobody inside', () => {
  for (const seed of [1, 2, 3]) {
    expect(playDay(1, seed).last).toBeLessThan(0.1);
  }
});

test('cameras that overlook every seventh person hardly pull the occupancy down', () => {
  for (const seed of [1, 2, 3]) {
    const { offShare, holding } = playDay(1, seed, 0.86, EVEN);
    expect(offShare).toBeGreaterThan(-0.06);
    expect(offShare).toBeLessThan(0.06);
    expect(holding).toBeGreaterThan(0.93);
  }
});

test('a door whose ins and outs differ says that it may be off by that, once heads show it', () => {
  for (const seed of [1, 2, 3]) {
    const even = playDay(1, seed, 1, EVEN).errorShare;
    expect(playDay(1, seed).errorShare).toBeGreaterThan(even + 0.01);
    expect(playDay(0, seed).errorShare).toBeLessThan(even + 0.001);
  }
});

test('heads that are averaged are of now: who came a moment ago counts, who left does not', () => {
  const heads = new HeadAverage();
  for (let at = 0; at <= 60_000; at += 1_000) heads.add(at, at > 57_000 ? 1 : 0, 1);
  expect(heads.get(60_000)?.count).toBeLessThan(0.3);
  heads.passed(57_500, 1);
  expect(heads.get(60_000)?.count).toBeCloseTo(1, 1);
  for (let at = 61_000; at <= 120_000; at += 1_000) heads.add(at, 1, 1);
  expect(heads.get(120_000)?.count).toBeCloseTo(1, 2);
  heads.passed(120_500, -1);
  for (let at = 121_000; at <= 123_000; at += 1_000) heads.add(at, 0, 1);
  expect(heads.get(123_000)?.count).toBeCloseTo(0, 1);
});

test('heads count on the floor plan alone, and the share of it that is seen leaves out what is blocked', () => {
  const left = [
    { x: 0, y: 0 },
    { x: 5, y: 0 },
    { x: 5, y: 8 },
    { x: 0, y: 8 },
  ];
  const heads = new FloorHeads({ widthM: 10, heightM: 8, blocked: [left] });
  heads.moved(1, 6, 4);
  heads.moved(2, 6, 9);
  heads.moved(3, 7, 4);
  heads.moved(3, 11, 4);
  expect(heads.count).toBe(1);
  heads.ended(1);
  expect(heads.count).toBe(0);
  // A picture of 100 pixels a metre that shows the lower half.
  const frame = { widthPx: 1_000, heightPx: 400 };
  const view = new FloorView([0.01, 0, 0, 0, 0.01, 4, 0, 0, 1], frame);
  expect(heads.findShare(new Map())).toBe(0);
  expect(heads.findShare(new Map([['eye', view]]))).toBeCloseTo(0.5, 1);
});
