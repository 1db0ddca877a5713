import { expect, test } from 'vitest';
import { OccupancyResetSchedule } from '../../../../src/app/gateway/occupancy-reset-schedule.ts';

const MINUTE_MS = 60_000;

/** When it came, looked at every 20 s from one moment to another. */
function closings(
  timezone: string,
  occupancyResetAt: string | undefined,
  from: string,
  to: string,
): string[] {
  const store = { id: 'shop', timezone, ...(occupancyResetAt === undefined ? {} : { occupancyResetAt }) };
  const closing = new OccupancyResetSchedule(store);
  const found: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += MINUTE_MS / 3) {
    if (closing.hasCome(at)) found.push(new Date(at).toISOString());
  }
  return found;
}

test('comes once a day in store time, also over the change to winter time', () => {
  expect(closings('Europe/Berlin', '21:30', '2026-10-24T00:00:00Z', '2026-10-26T23:00:00Z')).toEqual([
    '2026-10-24T19:30:00.000Z',
    '2026-10-25T20:30:00.000Z',
    '2026-10-26T20:30:00.000Z',
  ]);
});

test('comes at once after a sleep over it, and never where it is not set', () => {
  const closing = new OccupancyResetSchedule({ id: 'shop', timezone: 'UTC', occupancyResetAt: '00:00' });
  expect([0, 1_000, 26 * 3_600_000].map((ms) => closing.hasCome(Date.UTC(2026, 0, 5, 12) + ms))).toEqual([
    false,
    false,
    true,
  ]);
  expect(closings('UTC', undefined, '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z')).toEqual([]);
});
