import { expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import { judgeDirections } from '../../../../src/core/doors/occupancy/missed-entries.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { Random } from '../../../support/seeded-random.ts';
import { counterModel } from '../../../support/sensor-models.ts';

const COUNTER = 'counter' as SensorId;
const START = Date.UTC(2026, 0, 5, 9);
const OPEN_S = 8 * 3_600;
const PAIRS = 0.08;

/** Visitors of whom some come two by two. A counter takes such two for one. All leave one by one. */
class Visitors {
  readonly passed = { in: 0, out: 0 };
  readonly #random: Random;
  #leaving: number[] = [];

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  get count(): number {
    return this.#leaving.length;
  }

  /** Returns whom the counter counts in this second. */
  pass(at: number, isOpen: boolean): { entered: number; left: number } {
    const comes = isOpen && this.#random.chance(1 / 50);
    const people = comes ? (this.#random.chance(PAIRS) ? 2 : 1) : 0;
    for (let i = 0; i < people; i++) this.#leaving.push(at + this.#random.between(60_000, 500_000));
    const left = this.#leaving.filter((until) => until <= at).length;
    this.#leaving = this.#leaving.filter((until) => until > at);
    this.passed.in += people;
    this.passed.out += left;
    return { entered: comes ? 1 : 0, left };
  }
}

/** Plays days that each end with an empty store. Returns published ÷ passed for each day and direction. */
function playDays(seed: number, days: number, hasCamera: boolean) {
  const visitors = new Visitors(seed);
  const published = { in: 0, out: 0 };
  const doors = new DoorTracker(
    {
      doors: [{ id: 'door' as DoorId, sensors: [COUNTER], lines: [] }],
      lines: [],
      sensors: [counterModel(COUNTER)],
    },
    (fact: Fact) => {
      if (fact.kind === 'DoorCrossed') published[fact.direction] += fact.count;
    },
  );
  return Array.from({ length: days }, (_, day) => {
    Object.assign(visitors.passed, { in: 0, out: 0 });
    Object.assign(published, { in: 0, out: 0 });
    for (let second = 0; second <= OPEN_S; second++) {
      const at = (START + 86_400_000 * day + 1_000 * second) as EpochMs;
      const counted = visitors.pass(at, second < OPEN_S - 600);
      doors.observe({
        kind: 'CounterRead',
        sensor: COUNTER,
        at,
        mode: 'delta',
        ...counted,
      });
      if (hasCamera) doors.saw(at, visitors.count, 1);
      doors.advance(at);
    }
    doors.closed((START + 86_400_000 * day + 1_000 * (OPEN_S + 60)) as EpochMs);
    return {
      in: published.in / visitors.passed.in,
      out: published.out / visitors.passed.out,
    };
  });
}

test('who comes in side by side and leaves one by one is counted in, once heads show it', () => {
  for (const seed of [1, 2, 3]) {
    const [day] = playDays(seed, 1, true);
    expect(day?.in).toBeGreaterThan(0.955);
    expect(day?.in).toBeLessThan(1.02);
    expect(day?.out).toBe(1);
  }
});

test('without cameras, empty stores at closing show the missed entries of the next days', () => {
  for (const seed of [1, 2, 3]) {
    const [first, , third] = playDays(seed, 3, false);
    expect(first?.in).toBeLessThan(0.955);
    expect(third?.in).toBeGreaterThan(0.97);
    expect(third?.in).toBeLessThan(1.03);
    expect(third?.out).toBe(1);
  }
});

test('when ins exceed outs no count is corrected, and both directions may be wrong', () => {
  const { factors, sds } = judgeDirections({ mean: -0.04, variance: 0.0001 }, true);
  expect(factors).toEqual({ in: 1, out: 1 });
  expect(sds.out).toBeCloseTo(0.04 / Math.SQRT2);
  expect(sds.in).toBeGreaterThan(sds.out);
});

test('a small bias of a counter that sees people side by side is more often chance', () => {
  const bias = { mean: 0.01, variance: 0.00009 };
  expect(judgeDirections(bias, true).factors.in).toBeLessThan(1.0015);
  expect(judgeDirections(bias, false).factors.in).toBeCloseTo(Math.exp(0.01));
});

test('a bias that no miscounting explains corrects no more than a tenth', () => {
  expect(judgeDirections({ mean: 0.6, variance: 0.0001 }, true).factors.in).toBeCloseTo(Math.exp(0.1));
});
