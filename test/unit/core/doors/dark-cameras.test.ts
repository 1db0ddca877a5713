import { expect, test } from 'vitest';
import { OccupancyEstimator } from '../../../../src/core/doors/occupancy/occupancy-estimator.ts';
import type { Occupancy } from '../../../../src/core/doors/occupancy/occupancy-steps.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';

const START = Date.UTC(2026, 0, 5, 9) as EpochMs;
const MINUTE_MS = 60_000;
const INSIDE = 5;

/**
 * One person enters and one leaves in each minute, and the door misses every twelfth exit. Cameras see all people for four
 * hours, then nothing. Returns the occupancy at the end of each dark minute.
 */
function goDark(minutes: number): Occupancy[] {
  const occupancy = new OccupancyEstimator();
  occupancy.advance(START);
  occupancy.crossed('in', INSIDE);
  const dark: Occupancy[] = [];
  for (let minute = 1; minute <= 240 + minutes; minute++) {
    occupancy.crossed('in', 1);
    if (minute % 12 > 0) occupancy.crossed('out', 1);
    if (minute <= 240) occupancy.saw({ count: INSIDE, share: 1 });
    const now = occupancy.advance((START + minute * MINUTE_MS) as EpochMs);
    if (minute > 240 && now !== undefined) dark.push(now);
  }
  return dark;
}

test('what heads showed about the door keeps the occupancy right while cameras are dark for an hour and longer', () => {
  const dark = goDark(90);
  expect(dark).toHaveLength(90);
  for (const { mean, low, high } of dark) {
    expect(Math.abs(mean - INSIDE)).toBeLessThan(3);
    expect(low).toBeLessThanOrEqual(INSIDE);
    expect(high).toBeGreaterThanOrEqual(INSIDE);
  }
});

test('the longer cameras are dark, the less sure is the occupancy', () => {
  const dark = goDark(55).map(({ low, high }) => high - low);
  for (const [earlier, later] of [
    [0, 10],
    [10, 50],
  ] as const)
    expect(dark[later]).toBeGreaterThan(dark[earlier] ?? 0);
});
