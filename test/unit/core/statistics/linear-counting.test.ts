import { describe, expect, test } from 'vitest';
import { HashedBuckets } from '../../../../src/core/statistics/hashed-buckets.ts';
import { estimateDistinct, estimateOverlapShare } from '../../../../src/core/statistics/linear-counting.ts';
import { randomFrom } from '../../../support/random.ts';

const VISITORS = 1_000;
const TRIALS = 300;

function days(buckets: number, share: number, random: () => number) {
  const digest = () => Math.floor(random() * 0x1_0000_0000);
  const [before, today] = [new HashedBuckets(buckets), new HashedBuckets(buckets)];
  const people = Array.from({ length: VISITORS }, digest);
  for (const person of people) before.add(person);
  const repeats = VISITORS * share;
  for (const person of people.slice(0, repeats)) today.add(person);
  for (let i = repeats; i < VISITORS; i++) today.add(digest());
  return { before, today };
}

describe('people counted by the buckets they share', () => {
  test.each([0.05, 0.2, 0.4])('a share of %f that came again lies in its interval', (share) => {
    const random = randomFrom(share * 1000);
    let inside = 0;
    let sum = 0;
    for (let i = 0; i < TRIALS; i++) {
      const { before, today } = days(4_096, share, random);
      const estimate = estimateOverlapShare(before, today);
      if (estimate === undefined) continue;
      sum += estimate.mean / TRIALS;
      inside += estimate.low <= share && share <= estimate.high ? 1 : 0;
    }
    // 93 % are asked for; of 300 trials that leaves some luck.
    expect(inside / TRIALS).toBeGreaterThan(0.91);
    expect(Math.abs(sum / share - 1)).toBeLessThan(0.1);
  });

  test('how many there were lies within a few percent', () => {
    const { today } = days(4_096, 0, randomFrom(1));
    const estimate = estimateDistinct(today);
    expect(Math.abs((estimate?.mean ?? 0) / VISITORS - 1)).toBeLessThan(0.04);
    expect(estimate?.low).toBeLessThan(VISITORS);
    expect(estimate?.high).toBeGreaterThan(VISITORS);
  });

  test('counts a frequent visitor once, and none after erasure', () => {
    const set = new HashedBuckets(64);
    for (let i = 0; i < 100; i++) set.add(0x8000_0000);
    expect(set.empty).toBe(63);
    set.erase();
    expect(set.empty).toBe(64);
    expect(estimateDistinct(set)?.mean).toBeCloseTo(0);
  });

  test('gives no estimate when every bucket is full or none is', () => {
    const full = new HashedBuckets(8);
    for (let i = 0; i < 8; i++) full.add(i * 0x2000_0000);
    expect(estimateDistinct(full)).toBeUndefined();
    expect(estimateOverlapShare(full, new HashedBuckets(8))).toBeUndefined();
  });

  test('is the same after a checkpoint', () => {
    const { before, today } = days(512, 0.3, randomFrom(2));
    const again = new HashedBuckets(512);
    again.restore(today.snapshot());
    expect(estimateOverlapShare(before, again)).toEqual(estimateOverlapShare(before, today));
  });
});
