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
