import { expect, test } from 'vitest';
import { truncateAtZero } from '../../../../src/core/statistics/truncated-normal.ts';

test('an estimate well above nothing stays as it is', () => {
  expect(truncateAtZero(100, 10)).toEqual({ mean: 100, low: 80.4, high: 119.6 });
});

test('one about nothing is half a normal law', () => {
  const { mean, low, high } = truncateAtZero(0, 10);
  expect(mean).toBeCloseTo(10 * Math.sqrt(2 / Math.PI), 1);
  expect(low).toBe(0);
  expect(high).toBeCloseTo(22.4, 0);
});

test.each([-1, -3, -20, -100])(
  'one %d deviations below nothing is small, positive and in its interval',
  (mean) => {
    const told = truncateAtZero(10 * mean, 10);
    expect(told.mean).toBeGreaterThan(0);
    expect(told.mean).toBeLessThan(10);
    expect(told.high).toBeGreaterThan(told.mean);
    expect(told.low).toBe(0);
  },
);
