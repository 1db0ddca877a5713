import { expect, test } from 'vitest';
import { localDayEnd } from '../../../../src/core/time/local-day.ts';

test.each([
  ['UTC', '2026-06-01T09:00:00Z', '2026-06-02T00:00:00Z'],
  ['Europe/Berlin', '2026-06-01T09:00:00Z', '2026-06-01T22:00:00Z'],
  ['Europe/Berlin', '2026-06-01T21:59:59Z', '2026-06-01T22:00:00Z'],
  ['Europe/Berlin', '2026-06-01T22:00:00Z', '2026-06-02T22:00:00Z'],
  // The clocks change in these nights: days of 23 and 25 hours.
  ['Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25T23:00:00Z'],
  ['America/Los_Angeles', '2026-11-01T07:00:00Z', '2026-11-02T08:00:00Z'],
  ['Asia/Kolkata', '2026-06-01T09:00:00Z', '2026-06-01T18:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T20:00:00Z', '2026-04-05T13:30:00Z'],
])('the day in %s of %s ends at %s', (zone, at, end) => {
  expect(new Date(localDayEnd(zone)(Date.parse(at))).toISOString()).toBe(new Date(end).toISOString());
});
