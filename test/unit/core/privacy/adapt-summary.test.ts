import { describe, expect, test } from 'vitest';
import { deriveQueue, QUEUE_MERGE } from '../../../../src/core/metrics/queue-metrics.ts';
import type { QueueSummary } from '../../../../src/core/model/window-summary.ts';
import { adaptSummary } from '../../../../src/core/privacy/adapt-summary.ts';
import { unknownGroup } from '../../../support/unknown-group.ts';
import { sampleWindow } from '../../../support/windows.ts';

const WAITS = {
  ...{ n: 10, censored: 0, sumMs: 400_000, maxMs: 40_000, resolutionMs: 0, meanMs: 40_000, meanBiasMs: 0 },
  ...{ medianMs: null, medianLowMs: null, medianHighMs: null, p90Ms: null, p90LowMs: null, p90HighMs: null },
  bins: [],
};
const SEEN: QueueSummary = {
  ...unknownGroup<QueueSummary>(QUEUE_MERGE),
  ...{
    zone: 'line',
    coverage: 1,
    n: 12,
    joined: 12,
    served: 10,
    abandoned: 2,
    lengthMean: 1.4,
    waits: WAITS,
  },
};

function adapt(queue: QueueSummary) {
  const window = { ...sampleWindow(0, {}), queues: [deriveQueue(queue)] };
  return adaptSummary(window, { doorLines: new Set() }).indoor.queues[0];
}

describe('the variance of a queue', () => {
  test('leaves beside its amounts, as their intervals have it', () => {
    const { intervals } = deriveQueue(SEEN);
    const half = (ends: readonly [number, number] | null | undefined) =>
      ends ? (ends[1] - ends[0]) / 2 : Number.NaN;
    const { servedVar = 0, abandonedVar = 0, waitSVar = 0, lengthSVar = 0 } = adapt(SEEN) ?? {};
    expect(1.96 * Math.sqrt(servedVar)).toBeCloseTo(half(intervals?.served), 2);
    expect(1.96 * Math.sqrt(abandonedVar)).toBeCloseTo(half(intervals?.abandoned), 2);
    expect(1.96 * Math.sqrt(waitSVar)).toBeCloseTo((10 * half(intervals?.waitMeanMs)) / 1_000, 2);
    expect(1.96 * Math.sqrt(lengthSVar)).toBeCloseTo(300 * half(intervals?.lengthMean), 1);
  });

  test('does not leave for what leaves in blocks, nor for what nobody saw', () => {
    expect(adapt(SEEN)).not.toHaveProperty('joinedVar');
    const unseen = adapt({ ...unknownGroup<QueueSummary>(QUEUE_MERGE), zone: 'line', coverage: 0 });
    expect(Object.keys(unseen ?? {}).filter((name) => name.endsWith('Var'))).toEqual([]);
  });
});
