import { expect, test } from 'vitest';
import { InsideBelief } from '../../../../src/core/doors/occupancy/inside-belief.ts';
import type { Json } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { Random } from '../../../support/seeded-random.ts';

const LOOKS = 300;

/** A store of 4 to 12 people; one comes or leaves with each look, and cameras find each person with this chance. */
function lookOn(belief: InsideBelief, { found, errorPerMove = 0, seed = 7 }: Looks): number {
  const random = new Random(seed);
  let people = 8;
  belief.set(people);
  for (let i = 0; i < LOOKS; i++) {
    const by = people <= 4 || (people < 12 && random.chance(0.5)) ? 1 : -1;
    people += by;
    belief.move(by, errorPerMove);
    belief.look({ count: found * people, share: 1 });
  }
  return people;
}

interface Looks {
  readonly found: number;
  readonly errorPerMove?: number;
  readonly seed?: number;
}

test('what is set is sure, and every move adds its people and its variance', () => {
  const belief = new InsideBelief();
  belief.set(20);
  expect([belief.mean, belief.variance, belief.quantile(0.025), belief.quantile(0.975)]).toEqual([
    20, 0, 20, 20,
  ]);
  belief.move(3, 4);
  belief.move(-2.5, 5);
  expect(belief.mean).toBeCloseTo(20.5, 1);
  expect(belief.variance).toBeCloseTo(9.25, 0);
  expect(belief.quantile(0.025)).toBeLessThan(16);
  expect(belief.quantile(0.975)).toBeGreaterThan(25);
});

test('fewer than nobody are never inside', () => {
  const belief = new InsideBelief();
  belief.set(1);
  for (let i = 0; i < 5; i++) belief.move(-1, 0.5);
  expect(belief.quantile(0)).toBe(0);
  expect(belief.mean).toBeGreaterThanOrEqual(0);
});

test('heads bring a number that ran away back to what is seen', () => {
  for (const seen of [0, 3, 10]) {
    const belief = new InsideBelief();
    belief.set(26);
    for (let i = 0; i < 5; i++) {
      belief.move(0, 0.1);
      belief.look({ count: seen, share: 1 });
    }
    expect(Math.abs(belief.mean - seen)).toBeLessThan(0.1 + 0.1 * seen);
  }
});

test('the less of the floor is seen, the wider the number may be off', () => {
  const widths = [1, 0.5, 0.2].map((share) => {
    const belief = new InsideBelief();
    belief.set(10);
    belief.move(0, 30);
    belief.look({ count: 10 * share, share });
    return belief.variance;
  });
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[2]).toBeGreaterThan(5 * (widths[0] ?? 0));
});

test('cameras that overlook some of all are found out, as long as the counts are right', () => {
  for (const found of [0.8, 0.9, 1]) {
    const belief = new InsideBelief();
    const people = lookOn(belief, { found, errorPerMove: 0.002 });
    expect(Math.abs(belief.mean - people)).toBeLessThan(0.6);
  }
});

test('with counts that are unsure it follows the heads, and says that it is less sure', () => {
  const [sure, unsure] = [new InsideBelief(), new InsideBelief()];
  lookOn(sure, { found: 0.9, errorPerMove: 0.002 });
  lookOn(unsure, { found: 0.9, errorPerMove: 0.2 });
  expect(unsure.variance).toBeGreaterThan(2 * sure.variance);
});

/**
 * A seller enters before the first customer. One comes or leaves with each look, and the door misses one entry in 20.
 * Returns the mean error of the belief.
 */
function openShop(isOutOfView: (look: number) => boolean, belief = new InsideBelief()): number {
  const random = new Random(3);
  let [customers, off] = [0, 0];
  belief.move(1, 0.03);
  for (let look = 0; look < LOOKS; look++) {
    const isQuiet = look < 10;
    const by = isQuiet ? 0 : customers === 0 || (customers < 6 && random.chance(0.5)) ? 1 : -1;
    customers += by;
    belief.move(by > 0 && random.chance(0.05) ? 0 : by, isQuiet ? 0 : 0.1);
    belief.look({ count: customers + (isOutOfView(look) ? 0 : 1), share: 1 });
    off += Math.abs(belief.mean - customers - 1) / LOOKS;
  }
  return off;
}

test('who entered and is seen by no camera stays inside, until the store is known to be empty', () => {
  const belief = new InsideBelief();
  expect(openShop(() => true, belief)).toBeLessThan(0.6);
  belief.set(0);
  belief.look({ count: 0, share: 1 });
  expect(belief.mean).toBeLessThan(0.01);
});

test('who is seen only now and then stays inside in between', () => {
  expect(openShop((look) => look % 3 > 0)).toBeLessThan(0.25);
});

test('nobody is held to be out of view where cameras see all who enter', () => {
  expect(openShop(() => false)).toBeLessThan(0.06);
});

test('what it learnt outlives a restart', () => {
  for (const looked of [false, true]) {
    const [belief, again] = [new InsideBelief(), new InsideBelief()];
    belief.set(5);
    belief.move(2, 1);
    if (looked) lookOn(belief, { found: 0.8, errorPerMove: 0.01 });
    expect(
      restoreState(again.state, JSON.parse(JSON.stringify(belief.state.save())) as Json),
    ).toBeUndefined();
    for (const each of [belief, again]) {
      each.move(1, 0.2);
      each.look({ count: 6, share: 1 });
    }
    expect(again.mean).toBeCloseTo(belief.mean, 9);
    expect(again.quantile(0.975)).toBe(belief.quantile(0.975));
  }
});
