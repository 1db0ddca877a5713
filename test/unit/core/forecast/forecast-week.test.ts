import { describe, expect, it } from 'vitest';
import { forecastWeek, forecastWeekInSlices } from '../../../../src/core/forecast/forecast-week.ts';
import type { HourlySeries } from '../../../../src/core/forecast/hour-grid.ts';
import { createGrid, toLocalHours } from '../../../../src/core/forecast/hour-grid.ts';
import type { StoreCalendar } from '../../../../src/core/forecast/store-calendar.ts';
import { weekdayAt } from '../../../../src/core/forecast/store-calendar.ts';
import { Random } from '../../../support/seeded-random.ts';

/** A Monday. */
const FIRST_DAY = 20_003;
const ALWAYS_OPEN: StoreCalendar = { holidays: [] };

/** Open from 9 to 18; Saturdays bring twice as many. */
function people(day: number, hour: number): number {
  if (hour < 9 || hour >= 18) return 0;
  return (weekdayAt(day) === 6 ? 2 : 1) * (20 + 5 * Math.min(hour - 9, 17 - hour));
}

function series(days: number, change: Partial<HourlySeries> = {}, noise = 0): HourlySeries {
  const random = new Random(3);
  const hours = Array.from({ length: days * 24 }, (_hour, i) => {
    const usual = people(FIRST_DAY + Math.floor(i / 24), i % 24);
    return Math.max(0, Math.round(usual + noise * Math.sqrt(usual) * random.normal()));
  });
  return { firstDay: FIRST_DAY, hours, definitions: [{ fromDay: FIRST_DAY, id: 'entries/1' }], ...change };
}

function expectedAt(forecast: ReturnType<typeof forecastWeek>, day: number, hour: number) {
  return forecast.hours.find((row) => row.day === day && row.hour === hour)?.expected;
}

describe('forecast of a week', () => {
  it.each([10, 28, 365])('repeats a regular store after %i days', (days) => {
    const forecast = forecastWeek(series(days), ALWAYS_OPEN);
    expect(forecast.basis).toBe('model');
    expect(forecast.hours).toHaveLength(168);
    for (const { day, hour, expected } of forecast.hours) expect(expected).toBeCloseTo(people(day, hour), 1);
  });

  it('gives last week’s hours under 10 days, and nothing under 7', () => {
    expect(forecastWeek(series(8), ALWAYS_OPEN).basis).toBe('last-week');
    expect(forecastWeek(series(8), ALWAYS_OPEN).hours[12]?.band95).toBeNull();
    expect(forecastWeek(series(6), ALWAYS_OPEN)).toMatchObject({ basis: 'none', hours: [] });
  });

  it('forecasts no closed hour', () => {
    const opening = Array.from({ length: 7 }, (_day, weekday) =>
      weekday === 0 ? [] : [{ from: 9, to: 18 }],
    );
    const { hours } = forecastWeek(series(28), { opening, holidays: [] });
    expect(hours).toHaveLength(6 * 9);
    expect(hours.every(({ day, hour }) => weekdayAt(day) !== 0 && hour >= 9 && hour < 18)).toBe(true);
  });

  it('takes missing hours as missing, not as 0', () => {
    const hours = [...series(28).hours];
    for (let i = 24 * 14; i < 24 * 20; i++) hours[i] = null;
    const forecast = forecastWeek(series(28, { hours }), ALWAYS_OPEN);
    for (const { day, hour, expected } of forecast.hours) expect(expected).toBeCloseTo(people(day, hour), 1);
  });

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY])('takes %d as missing', (value) => {
    const hours = [...series(28).hours];
    hours[24 * 20 + 12] = value;
    const forecast = forecastWeek(series(28, { hours }), ALWAYS_OPEN);
    expect(expectedAt(forecast, FIRST_DAY + 34, 12)).toBeCloseTo(people(FIRST_DAY + 34, 12), 1);
  });

  it('compares no days of different definitions', () => {
    const hours = series(40).hours.map((value, i) => (value ?? 0) * (i < 24 * 20 ? 3 : 1));
    const definitions = [
      { fromDay: FIRST_DAY, id: 'entries/1' },
      { fromDay: FIRST_DAY + 20, id: 'entries/2' },
    ];
    const forecast = forecastWeek(series(40, { hours, definitions }), ALWAYS_OPEN);
    expect(forecast).toMatchObject({ historyDays: 20, definition: 'entries/2' });
    expect(expectedAt(forecast, FIRST_DAY + 40, 12)).toBeCloseTo(people(FIRST_DAY + 40, 12), 1);
  });

  it('ignores an unannounced closed week', () => {
    const hours = series(42).hours.map((value, i) => (i >= 24 * 33 && i < 24 * 37 ? 0 : value));
    const forecast = forecastWeek(series(42, { hours }), ALWAYS_OPEN);
    for (const { day, hour, expected } of forecast.hours) expect(expected).toBeCloseTo(people(day, hour), 1);
  });

  it('stays near the known counts when a nearly empty store has one odd visitor', () => {
    const hours = Array.from({ length: 240 }, (_hour, i) => (i === 51 || i === 200 ? 1 : 0));
    for (const { expected } of forecastWeek(series(10, { hours }), ALWAYS_OPEN).hours) {
      expect(expected).toBeLessThanOrEqual(2);
    }
  });

  it('holds its intervals on noise that it was not chosen on', () => {
    const days = 63;
    const noisy = series(days + 7, {}, 2);
    const forecast = forecastWeek({ ...noisy, hours: noisy.hours.slice(0, days * 24) }, ALWAYS_OPEN);
    const open = forecast.hours.filter(({ hour }) => hour >= 9 && hour < 18);
    const held = open.filter(({ day, hour, band80 }) => {
      const actual = noisy.hours[(day - FIRST_DAY) * 24 + hour] ?? 0;
      return band80 !== null && actual >= band80[0] && actual <= band80[1];
    });
    expect(held.length / open.length).toBeGreaterThan(0.65);
    expect(held.length / open.length).toBeLessThan(0.95);
  });

  it('gives the same in slices', () => {
    const slices = forecastWeekInSlices(series(60), ALWAYS_OPEN);
    let count = 0;
    let next = slices.next();
    for (; next.done !== true; next = slices.next()) count += 1;
    expect(count).toBeGreaterThanOrEqual(7);
    expect(next.value).toEqual(forecastWeek(series(60), ALWAYS_OPEN));
  });
});

describe('special days', () => {
  const holiday = (day: number, name: string) => ({ day: FIRST_DAY + day, name });

  it('takes a coming holiday from past ones, and leaves those out of ordinary days', () => {
    const hours = series(56).hours.map((value, i) => (value ?? 0) * (Math.floor(i / 24) === 23 ? 0.5 : 1));
    const calendar = { holidays: [holiday(23, 'spring'), holiday(58, 'summer')] };
    const forecast = forecastWeek(series(56, { hours }), calendar);
    expect(forecast.specialDays).toMatchObject([{ name: 'summer', experience: 1, learned: false }]);
    expect(expectedAt(forecast, FIRST_DAY + 58, 12)).toBeCloseTo(people(FIRST_DAY + 58, 12) / 2, 1);
    expect(expectedAt(forecast, FIRST_DAY + 57, 12)).toBeCloseTo(people(FIRST_DAY + 57, 12), 1);
  });

  it('promises no band for a holiday without experience', () => {
    const forecast = forecastWeek(series(28), { holidays: [holiday(30, 'first')] });
    expect(forecast.hours.filter(({ band80 }) => band80 === null)).toHaveLength(24);
  });

  it('forecasts no hour of a closed holiday', () => {
    const forecast = forecastWeek(series(28), { holidays: [{ ...holiday(30, 'closed'), open: [] }] });
    expect(forecast.hours).toHaveLength(144);
  });

  it('learns a special date from last year and flags it', () => {
    const special = 20;
    const hours = series(special + 363).hours.map(
      (value, i) => (value ?? 0) * (Math.floor(i / 24) === special ? 0.2 : 1),
    );
    const forecast = forecastWeek(series(special + 363, { hours }), ALWAYS_OPEN);
    expect(forecast.specialDays).toMatchObject([{ day: FIRST_DAY + special + 365, learned: true }]);
  });
});

describe('local hours', () => {
  it('leaves the skipped hour missing and takes the mean of the repeated one', () => {
    const at = (iso: string) => Date.parse(iso);
    const samples = (from: string, count: number) =>
      Array.from({ length: count }, (_sample, i) => ({ startMs: at(from) + i * 3_600_000, value: 10 + i }));
    const spring = toLocalHours(samples('2026-03-28T23:00Z', 23), 'Europe/Berlin');
    expect(spring.hours[2]).toBeNull();
    expect(spring.hours[3]).toBe(12);
    const autumn = toLocalHours(samples('2026-10-24T22:00Z', 25), 'Europe/Berlin');
    expect(autumn.hours).toHaveLength(24);
    expect(autumn.hours[2]).toBe(12.5);
  });

  it('keeps hours without a number missing', () => {
    expect(
      toLocalHours(
        [
          { startMs: 0, value: null },
          { startMs: 3_600_000, value: 4 },
        ],
        'UTC',
      ).hours.slice(0, 2),
    ).toEqual([null, 4]);
    expect(toLocalHours([], 'UTC').hours).toEqual([]);
  });

  it('drops a day that is not over', () => {
    expect(createGrid(series(3, { hours: series(3).hours.slice(0, 60) })).days).toBe(2);
  });
});
