import { describe, expect, it } from 'vitest';
import type { ComparedDay } from '../../../../src/core/forecast/day-ahead-log.ts';
import { DayAheadLog, LOG_DAYS } from '../../../../src/core/forecast/day-ahead-log.ts';
import { findAlarmBand, findDayAlarms } from '../../../../src/core/forecast/day-alarms.ts';
import { forecastRestOfDay } from '../../../../src/core/forecast/rest-of-day.ts';
import { planStaff, waitShare } from '../../../../src/core/forecast/staffing.ts';
import { Random } from '../../../support/seeded-random.ts';

const FIRST_DAY = 20_003;
const EXPECTED = Array.from({ length: 24 }, (_value, hour) => (hour >= 9 && hour < 19 ? 100 : null));

/** Every day has its own level; `levelSd` 0 leaves only noise between hours. */
function compareDays(count: number, levelSd: number, seed = 5): ComparedDay[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_day, i) => {
    const level = 1 + levelSd * random.normal();
    const actual = EXPECTED.map((value) =>
      value === null ? null : Math.max(0, Math.round(value * level + 5 * random.normal())),
    );
    return { day: FIRST_DAY + i, expected: EXPECTED, actual };
  });
}

const today = { day: FIRST_DAY + 84, expected: EXPECTED };
const scaled = (share: number) =>
  EXPECTED.map((value) => (value === null ? null : Math.round(value * share)));

describe('rest of today', () => {
  it('follows a morning that is 30 % above, when days have levels', () => {
    const rest = forecastRestOfDay(today, scaled(1.3).slice(0, 12), compareDays(84, 0.2));
    expect(rest.map(({ hour }) => hour)).toEqual([12, 13, 14, 15, 16, 17, 18]);
    for (const { expected, widthShare } of rest) {
      expect(expected).toBeGreaterThan(118);
      expect(expected).toBeLessThan(132);
      expect(widthShare).toBeLessThan(0.7);
    }
  });

  it('stays with midnight’s forecast when hours do not depend on one another', () => {
    for (const { expected } of forecastRestOfDay(today, scaled(1.05).slice(0, 12), compareDays(84, 0))) {
      expect(Math.abs(expected - 100)).toBeLessThan(4);
    }
  });

  it('stays with midnight’s forecast with too few days or no morning', () => {
    for (const rest of [
      forecastRestOfDay(today, scaled(2).slice(0, 12), compareDays(10, 0.2)),
      forecastRestOfDay(
        today,
        EXPECTED.slice(0, 12).map(() => null),
        compareDays(84, 0.2),
      ),
    ]) {
      for (const { expected, widthShare } of rest) {
        expect(expected).toBeCloseTo(100);
        expect(widthShare).toBe(1);
      }
    }
  });
});

describe('alarms of a day', () => {
  const past = compareDays(84, 0.05);

  it('raises one for a day 40 % below', () => {
    expect(findDayAlarms({ ...today, actual: scaled(0.6) }, past)).toMatchObject([
      { kind: 'DayBelow', actual: 600, expected: 1000 },
    ]);
  });

  it('raises none for an ordinary day, and few in a year of them', () => {
    const days = compareDays(84 + 365, 0.05, 8);
    const alarms = days.slice(84).flatMap((day, i) => findDayAlarms(day, days.slice(i, i + 84)));
    expect(alarms.length).toBeLessThanOrEqual(12);
  });

  it('tells a day that is low in every hour from one without its usual event', () => {
    const withoutEvent = (day: number) =>
      EXPECTED.map((value, hour) => (value !== null && hour >= 13 && hour < 17 && day % 5 === 0 ? 5 : value));
    const days = compareDays(84, 0.12).map((day, i) => ({
      ...day,
      actual: day.actual.map((value, hour) => Math.min(value ?? 0, withoutEvent(i)[hour] ?? 0)),
    }));
    expect(findDayAlarms({ ...today, actual: withoutEvent(0) }, days)).toEqual([]);
    expect(findDayAlarms({ ...today, actual: scaled(0.6) }, days)).toMatchObject([{ kind: 'DayBelow' }]);
  });

  it('raises none while under 80 % of the day is covered', () => {
    const actual = scaled(0.2).map((value, hour) => (hour < 12 ? null : value));
    expect(findDayAlarms({ ...today, actual }, past)).toEqual([]);
  });

  it('raises none without four weeks to compare with', () => {
    expect(findDayAlarms({ ...today, actual: scaled(0.1) }, past.slice(0, 27))).toEqual([]);
  });

  it('raises one for an hour far outside of an ordinary day', () => {
    const actual = scaled(1).map((value, hour) => (hour === 14 ? 0 : value));
    expect(findDayAlarms({ ...today, actual }, past)).toMatchObject([{ kind: 'HourBelow', hour: 14 }]);
  });

  it('says what drop it can see before one happens', () => {
    const band = findAlarmBand({ ...today, actual: EXPECTED }, past);
    expect(band?.lowShare).toBeGreaterThan(0.75);
    expect(band?.lowShare).toBeLessThan(0.97);
    expect(findAlarmBand({ ...today, actual: EXPECTED }, [])).toBeUndefined();
  });
});

describe('log of day-ahead forecasts', () => {
  it('keeps the last 84 days', () => {
    const log = new DayAheadLog();
    for (let day = 0; day < 100; day++) log.add({ day, expected: EXPECTED });
    expect(log.find(100 - LOG_DAYS)?.expected).toEqual(EXPECTED);
    expect(log.find(100 - LOG_DAYS - 1)).toBeUndefined();
  });

  it('compares no day of an older definition', () => {
    const log = new DayAheadLog();
    for (let day = 10; day < 14; day++) log.add({ day, expected: EXPECTED });
    const series = {
      firstDay: 10,
      hours: Array.from({ length: 96 }, (_hour, i) => i),
      definitions: [
        { fromDay: 10, id: 'a' },
        { fromDay: 12, id: 'b' },
      ],
    };
    const compared = log.compare(series, 13);
    expect(compared.map(({ day }) => day)).toEqual([12]);
    expect(compared[0]?.actual[0]).toBe(48);
  });
});

describe('staff by hour', () => {
  const hour = (expected: number) => ({
    day: 1,
    hour: 12,
    expected,
    band80: [expected / 2, 2 * expected] as const,
    band95: null,
  });
  const service = { served: 400, busyMs: 400 * 120_000 };

  it('agrees with a table of Erlang C', () => {
    // 10 servers at a load of 8: 0.409 (Kleinrock 1975).
    expect(waitShare(10, 8)).toBeCloseTo(0.409, 3);
    expect(waitShare(1, 0.5)).toBeCloseTo(0.5, 6);
  });

  it('needs more staff for more visitors and shorter waits', () => {
    const staff = (expected: number, waitMs: number) =>
      planStaff([hour(expected)], service, waitMs)[0]?.staff ?? 0;
    expect(staff(100, 60_000)).toBeGreaterThan(staff(50, 60_000));
    expect(staff(100, 10_000)).toBeGreaterThanOrEqual(staff(100, 300_000));
    expect(staff(0, 60_000)).toBe(0);
  });

  it('gives the range that arrivals and service leave open', () => {
    const [row] = planStaff([hour(60)], service, 60_000);
    expect(row?.range[0]).toBeLessThan(row?.staff ?? 0);
    expect(row?.range[1]).toBeGreaterThan(row?.staff ?? 0);
  });

  it('gives nothing without service times, and null beyond 100', () => {
    expect(planStaff([hour(60)], { served: 0, busyMs: 0 }, 60_000)).toEqual([]);
    expect(planStaff([hour(6_000)], service, 60_000)[0]?.staff).toBeNull();
  });
});
