import { expect, test } from 'vitest';
import { selectLongestWindows } from '../../../../../src/core/metrics/merging/longest-windows.ts';
import { sampleWindow } from '../../../../support/windows.ts';

const MINUTE_MS = 60_000;

test('of windows that repeat one another each moment is there once', () => {
  const minutes = Array.from({ length: 20 }, (_, i) => sampleWindow(i, {}, MINUTE_MS));
  const quarter = sampleWindow(0, {}, 15 * MINUTE_MS);
  const again = { ...quarter, revision: 3 };
  const kept = selectLongestWindows([...minutes, quarter, again]);
  expect(kept.map(({ durationMs }) => durationMs / MINUTE_MS)).toEqual([15, 1, 1, 1, 1, 1]);
  expect(kept[0]?.revision).toBe(3);
});
