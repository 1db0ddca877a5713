import { describe, expect, test } from 'vitest';
import { Turnover } from '../../../../src/core/doors/occupancy/turnover.ts';
import type { Json } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { Random } from '../../../support/seeded-random.ts';

const BIAS_VARIANCE = 0.03 ** 2;
const OPEN_MINUTES = 600;

interface Scene {
  readonly seed: number;
  readonly perMinute: number;
  /** Duration of one visit in minutes. */
  readonly duration: (random: Random) => number;
  /** Share of entries, and of exits, that the counter sees. */
  readonly found?: { readonly in: number; readonly out: number };
  /** People who stay all day. */
  readonly staff?: number;
}

const exponential = (mean: number) => (random: Random) => -mean * Math.log(1 - random.between(0, 1));
const BETWEEN_4_AND_12 = (random: Random) => random.between(4, 12);

/** A day in a store with a counter alone: what it counts in each minute, and the people inside. */
function* playDay({ seed, perMinute, duration, found = { in: 1, out: 1 }, staff = 1 }: Scene) {
  const random = new Random(seed);
  let until: number[] = Array.from({ length: staff }, () => OPEN_MINUTES);
  for (let minute = 0; minute < OPEN_MINUTES; minute++) {
    let entered = minute === 0 ? staff : 0;
    // Ten chances a minute, so that some people come close together.
    for (let chance = 0; chance < 10; chance++) {
      if (!random.chance(perMinute / 10)) continue;
      until.push(minute + chance / 10 + duration(random));
      entered += random.chance(found.in) ? 1 : 0;
    }
    const leaving = until.filter((end) => end <= minute + 1).length;
    until = until.filter((end) => end > minute + 1);
    const left = Array.from({ length: leaving }).filter(() => random.chance(found.out)).length;
    yield { entered, left, inside: until.length };
  }
}

/** A turnover with its own sum of ins and outs. */
class Counted {
  readonly turnover = new Turnover(BIAS_VARIANCE);
  sum = 0;

  step(entered: number, left: number, isSeen = true): void {
    this.sum += entered - left;
    this.turnover.step({ entered, left, variance: 0.03 * (entered + left), isSeen }, this.sum);
  }

  get mean(): number | undefined {
    return this.turnover.estimate(this.sum)?.mean;
  }
}

function scoreDay(counted: Counted, scene: Scene) {
  let [error, inside, holds, minutes] = [0, 0, 0, 0];
  for (const step of playDay(scene)) {
    counted.step(step.entered, step.left);
    const found = counted.turnover.estimate(counted.sum);
    if (found === undefined) continue;
    const off = Math.abs(found.mean - step.inside);
    error += off;
    inside += step.inside;
    holds += off <= 1.96 * Math.sqrt(found.variance) + 0.5 ? 1 : 0;
    minutes += 1;
  }
  return { error: error / minutes, inside: inside / minutes, holds: holds / minutes };
}

describe('the number of people inside by counts alone', () => {
  test.each([
    ['exponential visits of 5 minutes', { perMinute: 2, duration: exponential(5) }],
    ['visits of 4 to 12 minutes', { perMinute: 3, duration: BETWEEN_4_AND_12 }],
    ['visits that all take 30 minutes', { perMinute: 1, duration: () => 30 }],
  ])('does not run away when a counter overlooks more outs than ins: %s', (_, scene) => {
    for (const seed of [1, 2, 3]) {
      const counted = new Counted();
      const found = { in: 0.98, out: 0.93 };
      const { error, inside, holds } = scoreDay(counted, { ...scene, seed, found });
      expect(counted.sum).toBeGreaterThan(20);
      expect(error).toBeLessThan(0.4 * inside);
      expect(holds).toBeGreaterThan(0.8);
    }
  });

  test('is the sum itself as long as that is certain', () => {
    const counted = new Counted();
    counted.step(3, 0);
    counted.step(0, 1);
    for (let minute = 0; minute < 30; minute++) counted.step(0, 0);
    expect(counted.mean).toBeUndefined();
    counted.step(4, 3);
    expect(counted.mean).toBeCloseTo(3, 0);
  });

  test('takes counts that come late as they are, and learns nothing about durations from them', () => {
    const [prompt, late] = [new Counted(), new Counted()];
    for (const step of playDay({ seed: 4, perMinute: 2, duration: exponential(5) })) {
      prompt.step(step.entered, step.left);
      late.step(step.entered, step.left, false);
    }
    expect(prompt.mean).toBeDefined();
    expect(late.mean).toBeUndefined();
    const before = prompt.mean ?? 0;
    prompt.step(40, 30, false);
    expect(prompt.mean).toBeCloseTo(before + 10, 0);
  });

  test('knows durations from the day before', () => {
    const scene = { perMinute: 2, duration: exponential(5), found: { in: 0.98, out: 0.9 } };
    const errors = [1, 2, 3, 4, 5].map((seed) => {
      const counted = new Counted();
      const first = scoreDay(counted, { ...scene, seed });
      counted.sum = 0;
      counted.turnover.set(0, BIAS_VARIANCE);
      for (let minute = 0; minute < 800; minute++) counted.step(0, 0);
      expect(counted.mean).toBe(0);
      return scoreDay(counted, { ...scene, seed: seed + 10 }).error - first.error;
    });
    expect(errors.reduce((sum, error) => sum + error, 0)).toBeLessThan(0);
  });

  test('starts from the heads that were seen last', () => {
    const counted = new Counted();
    for (const { entered, left } of playDay({ seed: 6, perMinute: 2, duration: exponential(5) }))
      counted.step(entered, left);
    counted.turnover.correct(counted.sum, 25, 0.01);
    expect(counted.mean).toBeGreaterThan(20);
  });

  test('goes on after a restart as if there had been none', () => {
    const counted = new Counted();
    const again = new Counted();
    let minute = 0;
    for (const { entered, left } of playDay({ seed: 5, perMinute: 2, duration: BETWEEN_4_AND_12 })) {
      counted.step(entered, left);
      if (minute > 300) again.step(entered, left);
      if (minute === 300) {
        const saved = JSON.parse(JSON.stringify(counted.turnover.state.save())) as Json;
        expect(restoreState(again.turnover.state, saved)).toBeUndefined();
        again.sum = counted.sum;
      }
      minute += 1;
    }
    expect(again.mean).toBe(counted.mean);
  });

  test('costs a checkpoint few bytes', () => {
    const counted = new Counted();
    for (const { entered, left } of playDay({ seed: 5, perMinute: 5, duration: BETWEEN_4_AND_12 }))
      counted.step(entered, left);
    expect(JSON.stringify(counted.turnover.state.save()).length).toBeLessThan(4_000);
  });
});
