import { expect, test } from 'vitest';
import { mergeEncodedWindows } from '../../../../src/app/gateway/window-codec.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { sampleWindow } from '../../../support/windows.ts';

test('merges windows that an earlier release stored without some of today’s lists', () => {
  const windows = [0, 1].map((index) => sampleWindow(index, { doors: { front: [3, 1] } }));
  const old = windows.map(({ queues: _queues, feedback: _feedback, journeys: _journeys, ...rest }) => rest);
  const merged = JSON.parse(
    mergeEncodedWindows(old.map((window) => JSON.stringify(window))),
  ) as WindowSummary;
  expect(merged.doors[0]).toMatchObject({ door: 'front', in: 6, out: 2 });
  expect(merged.queues).toEqual([]);
});
