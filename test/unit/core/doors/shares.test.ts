import { expect, test } from 'vitest';
import { CountDistribution } from '../../../../src/core/doors/occupancy/count-distribution.ts';
import { happyIndex } from '../../../../src/core/feedback/repeat-press-filter.ts';

test('the happy index is the mean of the answers', () => {
  expect(happyIndex([10, 0, 0, 0])).toBe(1);
  expect(happyIndex([0, 0, 0, 5])).toBe(0);
  expect(happyIndex([1, 1, 1, 1])).toBeCloseTo(0.5);
  expect(happyIndex([0, 0, 0, 0])).toBeUndefined();
});

test('a head count spreads as wide as its variance says, and stays above nothing', () => {
  for (const variance of [0.2, 1, 7.3, 400]) {
    const count = new CountDistribution([1_000, 1]);
    count.move(0.25, variance);
    expect(count.mean).toBeCloseTo(1_000.25, 3);
    const halfWidth = (count.quantile(0.975) - count.quantile(0.025)) / 2;
    expect(halfWidth).toBeGreaterThan(1.96 * Math.sqrt(variance) - 1.5);
    expect(halfWidth).toBeLessThan(1.96 * Math.sqrt(variance + 0.19) + 1.5);
  }
  const empty = new CountDistribution();
  empty.move(-3, 0.5);
  expect(empty.mean).toBeGreaterThanOrEqual(0);
  expect(empty.quantile(0.025)).toBe(0);
});
