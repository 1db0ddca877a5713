import { describe, expect, test } from 'vitest';
import { summarizeDwell } from '../../../../src/core/metrics/dwell-summary.ts';
import { deriveQueue } from '../../../../src/core/metrics/queue-metrics.ts';
import type { QueueSummary } from '../../../../src/core/model/window-summary.ts';

/** Waits in seconds: nine people served after 10 s, one lost after 5 s, one who gave up after 200 s. */
function queue(abandoned: number | null): QueueSummary {
  const served = Array.from({ length: 9 }, () => ({ dwellMs: 10_000 }));
  const lost = { dwellMs: 5_000, censored: 'QueueLost' };
  const gaveUp = { dwellMs: 200_000, censored: 'QueueAbandoned' };
  return {
    ...{ zone: 'till', coverage: 1, n: 10, definition: 'queue/2', joined: 11, served: 9, abandoned },
    ...{ lengthMean: 0.1, lengthMax: 2, waitMeanMs: null, waitP95Ms: null, waitPredictedMs: null },
    ...{ waits: summarizeDwell([...served, lost, gaveUp]), intervals: null },
  };
}

describe('mean wait of people who were served', () => {
  const mean = (abandoned: number | null) => deriveQueue(queue(abandoned)).waitMeanMs ?? 0;

  test('leaves out who gave up, and counts the time of who was lost', () => {
    // Within the width of a bin.
    expect(Math.abs(mean(1) - 95_000 / 9)).toBeLessThan(0.05 * (200_000 / 9));
  });

  test('counts all time where nobody can be told to have given up', () => {
    expect(mean(null)).toBe(Math.round(295_000 / 9));
  });

  test('is never below zero', () => {
    expect(mean(11)).toBeGreaterThanOrEqual(0);
  });
});

describe('the interval of the length of the line', () => {
  const interval = (waitsMs: readonly number[], lengthMean = 0.2) => {
    const waits = summarizeDwell(waitsMs.map((dwellMs) => ({ dwellMs })));
    return deriveQueue({ ...queue(0), lengthMean, waits }).intervals?.['lengthMean'] ?? [0, 0];
  };
  const width = ([low, high]: readonly number[]) => (high ?? 0) - (low ?? 0);

  test('is wider for few long waits than for many short ones', () => {
    const many = interval(Array.from({ length: 60 }, () => 12_000));
    const few = interval(Array.from({ length: 4 }, () => 180_000));
    expect(width(few)).toBeGreaterThan(1.5 * width(many));
    expect(width(few)).toBeLessThan(0.3);
  });

  test('reaches further up where most seem to be served at once', () => {
    const waits = Array.from({ length: 20 }, () => 40_000);
    const atOnce = Array.from({ length: 60 }, () => 0);
    const [low = 0, high = 0] = interval([...waits, ...atOnce]);
    expect(high - 0.2).toBeGreaterThan(1.3 * (0.2 - low));
    const [leastLow = 0, leastHigh = 0] = interval(waits);
    expect(leastHigh - 0.2).toBeCloseTo(0.2 - leastLow, 6);
  });

  test('is known while the first people of a window wait still', () => {
    const [low = 0, high = 0] = interval([], 0.5);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(interval([], 0)).toEqual([0, expect.closeTo(0.006, 3)]);
  });
});
