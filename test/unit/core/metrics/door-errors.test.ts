import { expect, test } from 'vitest';
import { getError, restoreErrors } from '../../../../src/core/metrics/door-errors.ts';
import { DOOR_MERGE, deriveIntervals } from '../../../../src/core/metrics/door-metrics.ts';
import { WindowAggregator } from '../../../../src/core/metrics/window-aggregator.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { DoorSummary, WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { MODEL } from '../../../support/stores/store-model.ts';
import { unknownGroup } from '../../../support/unknown-group.ts';

const START = Date.UTC(2026, 5, 1, 9) as EpochMs;

test('each direction of a door is published with its own error', () => {
  const [door] = MODEL.doors;
  if (door === undefined) throw new Error('the model has no door');
  const summaries: WindowSummary[] = [];
  const windows = new WindowAggregator(MODEL, {
    summary: (summary) => summaries.push(summary),
  });
  windows.begin(START);
  const fact = {
    kind: 'DoorCounted',
    at: START,
    from: START,
    door: door.id,
    count: 1,
  } as const;
  windows.record({ ...fact, direction: 'in', errorShare: 0.06 });
  windows.record({ ...fact, direction: 'out', errorShare: 0.01 });
  windows.flush(START);
  expect(summaries[0]?.doors[0]).toMatchObject({
    errorShare: 0.06,
    errorShareOut: 0.01,
  });
});

test('the interval of outs is as narrow as their own error', () => {
  const counted = {
    ...unknownGroup<DoorSummary>(DOOR_MERGE),
    door: 'front',
    in: 200,
    out: 200,
  };
  const { inLow, outLow } = deriveIntervals({
    ...counted,
    errorShare: 0.06,
    errorShareOut: 0.01,
  });
  expect(200 - (inLow ?? 0)).toBeGreaterThan(2 * (200 - (outLow ?? 0)));
});

test('windows and checkpoints of earlier versions have one error for both directions', () => {
  const { errorShareOut: _, ...earlier } = {
    ...unknownGroup<DoorSummary>(DOOR_MERGE),
    errorShare: 0.04,
  };
  expect(getError(earlier as DoorSummary, 'out')).toBe(0.04);
  expect(restoreErrors(0.04)).toEqual({ in: 0.04, out: 0.04 });
  expect(restoreErrors(null)).toEqual({});
});
