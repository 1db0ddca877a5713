import { median } from '../statistics/weighted-sample.ts';
import type { ComparedDay } from './day-ahead-log.ts';
import { LOG_DAYS } from './day-ahead-log.ts';
import { toRoot } from './forecast-errors.ts';
import { createLowDayScore } from './low-day-score.ts';
import { DAYS_PER_WEEK } from './store-calendar.ts';

/** With fewer past days there is no alarm. */
const MIN_DAYS = 28;
/** A day is judged only if its hours with good coverage hold at least this share of the expected people. */
const MIN_COVERED_SHARE = 0.8;
/** In each weekday's own mean error, the errors of other weekdays weigh as much as this many past days. */
const PRIOR_DAYS = 4;
/** For the mean error, single errors are cut at this many times the median error. */
const MAX_ERRORS = 4;
/** Median ÷ mean of absolute errors of the normal law. */
const MEDIAN_TO_MEAN = 0.845;
/** A total this many mean errors below the forecast is an alarm, even when a past day was as low. */
const SURE_LOW = 6;
/** High days have longer tails: a day is an alarm only when its error is this many times the highest past error. */
const HIGH_MARGIN = 1.6;
/** Smaller relative deviations are never an alarm: they are of no use, however rare. */
const LEAST_DEVIATION = 0.2;
/** Step of the search for the smallest visible drop, as a share. */
const SHARE_STEP = 0.01;
/** Like `HIGH_MARGIN`, for a single hour. */
const HOUR_MARGIN = 1.5;

export interface DayAlarm {
  readonly kind: 'DayBelow' | 'DayAbove' | 'HourBelow' | 'HourAbove';
  readonly day: number;
  readonly hour: number | null;
  readonly actual: number;
  readonly expected: number;
}

/** The deviations that would raise an alarm on one weekday in this store. */
export interface AlarmBand {
  /** A day below or above these shares of the expected people is an alarm. */
  readonly lowShare: number;
  readonly highShare: number;
}

/**
 * Finds the alarms of a finished day. Compares the day's score by hours with those of n past days, 84 at most. If all
 * days are alike, the day is the lowest with a probability of 1 in n + 1. From 84 days on, the second lowest day is an
 * alarm too. That makes at most two alarms in 85 days, as days with a small deviation are left out. Source: conformal
 * anomaly detection, Laxhammar & Falkman 2014.
 */
export function findDayAlarms(today: ComparedDay, past: readonly ComparedDay[]): DayAlarm[] {
  const totals = sumCovered(today);
  const scores = totals === undefined ? undefined : createScores(past, today.day);
  if (totals === undefined || scores === undefined) return [];
  if (Math.abs(totals.actual / totals.expected - 1) < LEAST_DEVIATION) return findHourAlarm(today, past);
  const whole = { day: today.day, hour: null, ...totals };
  if (totals.actual < totals.expected && scores.isLow(today)) return [{ kind: 'DayBelow', ...whole }];
  if (relativeError(totals) / scores.scaleAt(today.day) > scores.high)
    return [{ kind: 'DayAbove', ...whole }];
  return findHourAlarm(today, past);
}

/** Returns the drop that would raise an alarm. Undefined with under 28 comparable days. */
export function findAlarmBand(today: ComparedDay, past: readonly ComparedDay[]): AlarmBand | undefined {
  const totals = sumCovered({ ...today, actual: today.expected });
  const scores = createScores(past, today.day);
  if (totals === undefined || scores === undefined) return undefined;
  const highShare = Math.max(0, 1 + scores.high * scores.scaleAt(today.day)) ** 2;
  const isLow = (share: number) =>
    scores.isLow({ ...today, actual: today.expected.map((value) => value && share * value) });
  return {
    lowShare: findLargest(isLow, 1 - LEAST_DEVIATION),
    highShare: Math.max(1 + LEAST_DEVIATION, highShare),
  };
}

/** Returns the largest share, up to `most`, that is an alarm; 0 when none is. */
function findLargest(isLow: (share: number) => boolean, most: number): number {
  let share = most;
  while (share > 0 && !isLow(share)) share -= SHARE_STEP;
  return Math.max(0, share);
}

interface Totals {
  readonly actual: number;
  readonly expected: number;
}

function sumCovered({ actual, expected }: ComparedDay): Totals | undefined {
  let [was, wouldBe, whole] = [0, 0, 0];
  for (const [hour, usual] of expected.entries()) {
    whole += usual ?? 0;
    const value = actual[hour] ?? null;
    if (usual === null || value === null) continue;
    was += value;
    wouldBe += usual;
  }
  return wouldBe > 0 && wouldBe >= MIN_COVERED_SHARE * whole ? { actual: was, expected: wouldBe } : undefined;
}

/** Relative error in square roots, so that −40 % counts the same on busy and quiet days. */
function relativeError({ actual, expected }: Totals): number {
  return toRoot(actual) / toRoot(expected) - 1;
}

function createScores(past: readonly ComparedDay[], today: number) {
  const compared = past.flatMap((day) => {
    const totals = sumCovered(day);
    return totals === undefined ? [] : [{ ...day, error: relativeError(totals) }];
  });
  if (compared.length < MIN_DAYS) return undefined;
  const scales = weekdayScales(compared);
  const scaleAt = (day: number) =>
    scales[(((day - today) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK] ?? 1;
  const highest = Math.max(1, ...compared.map(({ day, error }) => error / scaleAt(day)));
  const lowScore = createLowDayScore(past);
  const lowest = compared.map((day) => lowScore(day)).sort((a, b) => a - b);
  const cut = lowest[compared.length < LOG_DAYS ? 0 : 1] ?? 0;
  return {
    scaleAt,
    high: HIGH_MARGIN * highest,
    /** Whether a day with fewer people than expected is an alarm. */
    isLow: (day: ComparedDay) => {
      const totals = sumCovered(day);
      const error = totals === undefined ? 0 : relativeError(totals) / scaleAt(day.day);
      return error < -SURE_LOW || lowScore(day) < cut;
    },
  };

  /** Mean absolute error by weekday (index 0: today's weekday), shrunk towards the mean of all days. */
  function weekdayScales(all: readonly { readonly day: number; readonly error: number }[]): number[] {
    const usual = median(all.map(({ error }) => Math.abs(error))) || 0;
    return Array.from({ length: DAYS_PER_WEEK }, (_scale, ahead) => {
      const own = all.filter(({ day }) => (day - today - ahead) % DAYS_PER_WEEK === 0);
      const sum = own.reduce((total, { error }) => total + Math.min(Math.abs(error), MAX_ERRORS * usual), 0);
      return (MEDIAN_TO_MEAN * sum + PRIOR_DAYS * usual) / (own.length + PRIOR_DAYS) + 1e-9;
    });
  }
}

function findHourAlarm(today: ComparedDay, past: readonly ComparedDay[]): DayAlarm[] {
  const worst = findWorstHour(today);
  const before = past.map((day) => Math.abs(findWorstHour(day)?.score ?? 0));
  if (worst === undefined || before.length < MIN_DAYS) return [];
  if (Math.abs(worst.score) <= HOUR_MARGIN * Math.max(...before)) return [];
  const { day, hour, actual, expected } = { day: today.day, ...worst };
  return [{ kind: actual < expected ? 'HourBelow' : 'HourAbove', day, hour, actual, expected }];
}

function findWorstHour({ actual, expected }: ComparedDay) {
  let worst: (Totals & { readonly hour: number; readonly score: number }) | undefined;
  for (const [hour, usual] of expected.entries()) {
    const value = actual[hour] ?? null;
    if (usual === null || value === null) continue;
    const score = toRoot(value) - toRoot(usual);
    if (Math.abs(score) > Math.abs(worst?.score ?? 0))
      worst = { hour, score, actual: value, expected: usual };
  }
  return worst;
}
