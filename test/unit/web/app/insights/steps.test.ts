import { expect, test } from 'vitest';
import type { InsightsView } from '../../../../../src/core/insights/insights-view.ts';
import type { StoreView } from '../../../../../src/ports/console/console.ts';
import { listSteps } from '../../../../../src/web/app/insights/steps.ts';

const HOUR_MS = 3_600_000;
const SHOP = { store: { id: 's', name: 'S', timezone: 'UTC' } } as StoreView;

test('an hour that still runs is open, and the hour after it comes later', () => {
  const view = {
    ...{ kind: 'day', startMs: 0, endMs: 3 * HOUR_MS, knownToMs: 1.5 * HOUR_MS, minimumCount: 5 },
    steps: [0, HOUR_MS, 2 * HOUR_MS],
    series: { entries: { value: [20, 9, null], seen: [1, 1, 1] } },
    usualEntries: [18, 22, 25],
  } as unknown as InsightsView;
  expect(listSteps('entries', view, SHOP).map(({ state }) => state)).toEqual(['seen', 'open', 'later']);
  const whole = { ...view, knownToMs: 2 * HOUR_MS };
  expect(listSteps('entries', whole, SHOP).map(({ state }) => state)).toEqual(['seen', 'seen', 'later']);
});
