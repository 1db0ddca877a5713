import { expect, test } from 'vitest';
import { OccupancyEstimator } from '../../../../src/core/doors/occupancy/occupancy-estimator.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';

const START = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A gateway that is switched off with people inside, and on again so many days later. */
function wakeAfter(days: number) {
  const occupancy = new OccupancyEstimator();
  let at = START;
  for (; at < START + 300 * MINUTE_MS; at += MINUTE_MS) {
    occupancy.advance(at as EpochMs);
    occupancy.crossed('in', 2);
    if (at > START + 5 * MINUTE_MS) occupancy.crossed('out', 2);
  }
  const beganMs = performance.now();
  const found = occupancy.advance((at + days * DAY_MS) as EpochMs);
  return { mean: found?.mean, tookMs: performance.now() - beganMs };
}

test('goes on soon and with the same number after it was off for years', () => {
  const { mean, tookMs } = wakeAfter(3_000);
  expect(mean).toBeCloseTo(wakeAfter(3).mean ?? Number.NaN, 1);
  expect(tookMs).toBeLessThan(1_000);
}, 60_000);
