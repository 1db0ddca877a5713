import { expect, test } from 'vitest';
import { addDays, dateStart, localDate, weekday } from '../../../../src/core/time/local-date.ts';

const HOUR_MS = 3_600_000;

test.each([
  ['Europe/Berlin', '2026-03-29', 23],
  ['Europe/Berlin', '2026-10-25', 25],
  ['Europe/Berlin', '2026-06-15', 24],
  // Clocks go forward at midnight: the day begins at 01:00.
  ['Africa/Cairo', '2026-04-24', 23],
  ['America/New_York', '2026-11-01', 25],
  ['Asia/Kathmandu', '2026-05-05', 24],
  // Half an hour back.
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
])('in %s the day %s has %d hours and begins with its first moment', (timeZone, date, hours) => {
  const startMs = dateStart(date, timeZone);
  expect((dateStart(addDays(date, 1), timeZone) - startMs) / HOUR_MS).toBe(hours);
  expect(localDate(startMs, timeZone)).toBe(date);
  expect(localDate(startMs - 1, timeZone)).toBe(addDays(date, -1));
});

test('knows weekdays and the days around a month’s end', () => {
  expect(['2026-11-30', '2026-12-06', '1969-12-29'].map(weekday)).toEqual([0, 6, 0]);
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});
