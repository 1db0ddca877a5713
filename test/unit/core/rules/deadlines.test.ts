import { expect, it } from 'vitest';
import type { Due } from '../../../../src/core/rules/deadlines.ts';
import { Deadlines } from '../../../../src/core/rules/deadlines.ts';
import { Random } from '../../../support/seeded-random.ts';

const NEVER = Number.POSITIVE_INFINITY;

function createThing(order: number): Due {
  return { order, dueAt: NEVER, place: -1 };
}

/** Takes out all that is due up to `at`. */
function takeAll(deadlines: Deadlines<Due>, at: number): { order: number; at: number }[] {
  const taken: { order: number; at: number }[] = [];
  for (let thing = deadlines.removeDue(at); thing !== undefined; thing = deadlines.removeDue(at))
    taken.push({ order: thing.order, at: thing.dueAt });
  return taken;
}

it('says that nothing is due, and gives nothing', () => {
  const deadlines = new Deadlines<Due>();
  expect(deadlines.next).toBe(NEVER);
  expect(deadlines.removeDue(NEVER)).toBeUndefined();
  deadlines.set(createThing(0), NEVER);
  expect(deadlines.next).toBe(NEVER);
});

it('gives things when they are due, in the order of time and then of their own', () => {
  const deadlines = new Deadlines<Due>();
  for (const [order, at] of [20, 10, 10, 30].entries()) deadlines.set(createThing(order), at);
  expect(deadlines.next).toBe(10);
  expect(takeAll(deadlines, 9)).toEqual([]);
  expect(takeAll(deadlines, 20)).toEqual([
    { order: 1, at: 10 },
    { order: 2, at: 10 },
    { order: 0, at: 20 },
  ]);
  expect(deadlines.next).toBe(30);
});

it.each([
  ['put off', [10, 25], 25],
  ['brought forward', [25, 10], 10],
  ['put off and brought forward again', [10, 30, 20], 20],
])('gives a thing that was %s once, at its last time', (_what, times, dueAt) => {
  const deadlines = new Deadlines<Due>();
  const thing = createThing(0);
  for (const at of times) deadlines.set(thing, at);
  expect(deadlines.next).toBeLessThanOrEqual(dueAt);
  expect(takeAll(deadlines, dueAt - 1)).toEqual([]);
  expect(takeAll(deadlines, 100)).toEqual([{ order: 0, at: dueAt }]);
  expect(deadlines.next).toBe(NEVER);
});

it('gives a thing no more that is no longer due, and takes it again', () => {
  const deadlines = new Deadlines<Due>();
  const thing = createThing(0);
  deadlines.set(thing, 10);
  deadlines.set(thing, NEVER);
  expect(takeAll(deadlines, 50)).toEqual([]);
  deadlines.set(thing, 60);
  expect(takeAll(deadlines, 60)).toEqual([{ order: 0, at: 60 }]);
});

it.each([1, 2, 3])('agrees with a plain list that is searched each time, seed %i', (seed) => {
  const random = new Random(seed);
  const deadlines = new Deadlines<Due>();
  const things = Array.from({ length: 40 }, (_, order) => createThing(order));
  const plain = new Map<Due, number>();
  for (let now = 0; now < 2_000; now++) {
    for (let n = random.int(0, 5); n > 0; n--) {
      const thing = things[random.int(0, things.length - 1)];
      if (thing === undefined) continue;
      const at = random.chance(0.2) ? NEVER : now + random.int(1, 60);
      deadlines.set(thing, at);
      plain.set(thing, at);
    }
    const due = [...plain]
      .filter(([, at]) => at <= now)
      .sort(([one, at], [other, otherAt]) => at - otherAt || one.order - other.order);
    for (const [thing] of due) plain.delete(thing);
    expect(takeAll(deadlines, now)).toEqual(due.map(([{ order }, at]) => ({ order, at })));
    expect(deadlines.next).toBeLessThanOrEqual(Math.min(NEVER, ...plain.values()));
  }
});
