import { describe, expect, it } from 'vitest';
import { roundSteps } from '../../../../../src/web/app/charts/round-steps.ts';
import { listDays, shiftPeriod, toPeriod } from '../../../../../src/web/app/fleet/model/period.ts';

describe('toPeriod', () => {
  it.each([
    ['day', '2026-11-29', '2026-11-29', '2026-11-29'],
    ['week', '2026-11-29', '2026-11-23', '2026-11-29'],
    ['week', '2026-11-23', '2026-11-23', '2026-11-29'],
    ['week', '2027-01-01', '2026-12-28', '2027-01-03'],
    ['month', '2028-02-10', '2028-02-01', '2028-02-29'],
    ['month', '2026-12-31', '2026-12-01', '2026-12-31'],
  ] as const)('gives the %s of %s', (span, day, first, last) => {
    expect(toPeriod(span, day, 'weekday')).toEqual({ span, first, last, versus: 'weekday' });
  });

  it('steps over months of any length and comes back', () => {
    const january = toPeriod('month', '2027-01-31', 'year');
    const february = shiftPeriod(january, 1);
    expect(february).toMatchObject({ first: '2027-02-01', last: '2027-02-28' });
    expect(shiftPeriod(february, -1)).toEqual(january);
    expect(listDays(february)).toHaveLength(28);
  });
});

it.each([
  [0, [0, 1]],
  [3, [0, 1, 2, 3]],
  [63, [0, 20, 40, 60, 80]],
  [1_740, [0, 500, 1_000, 1_500, 2_000]],
])('marks an axis up to %i with round steps', (highest, steps) => {
  expect(roundSteps(highest)).toEqual(steps);
});
