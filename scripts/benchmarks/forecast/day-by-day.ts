/** Day after day with what was known then: the rest of today from 11:00, alarms, and planted bad days. */
import type { ComparedDay } from '../../../src/core/forecast/day-ahead-log.ts';
import { LOG_DAYS } from '../../../src/core/forecast/day-ahead-log.ts';
import { findDayAlarms } from '../../../src/core/forecast/day-alarms.ts';
import { forecastHours, MAX_MODEL_DAYS } from '../../../src/core/forecast/forecast-hours.ts';
import { cutGrid, keepOrdinaryHours } from '../../../src/core/forecast/hour-grid.ts';
import { createLowDayScore } from '../../../src/core/forecast/low-day-score.ts';
import { forecastRestOfDay } from '../../../src/core/forecast/rest-of-day.ts';
import type { Bar, Footfall, FootfallSet } from './footfall-data.ts';
import { toNulls } from './footfall-data.ts';
import { bestFollowingError, bestFoundShare, bestLevelError } from './hindsight.ts';

const DAY = 24;
const NOON_LOOK = 11;
const MIN_HISTORY = 28;
const DAYS_PER_MONTH = 30.44;
const PLANTED = 0.6;
/** Not a divisor of a week, so every weekday comes. Saves two thirds of the time. */
const REST_EVERY_DAYS = 3;

interface Score {
  readonly name: string;
  days: number;
  alarms: number;
  planted: number;
  found: number;
  midnight: number;
  once: number;
  hourly: number;
  /** With a choice that only hindsight can make. */
  bestLevel: number;
  bestFollowing: number;
  /** Scores of ordinary days, and of the same with 40 % fewer people. */
  readonly ordinaryScores: number[];
  readonly plantedScores: number[];
}

type Sum = Exclude<keyof Score, 'name' | 'ordinaryScores' | 'plantedScores'>;

export function measureDays({ name, series }: FootfallSet): Bar[] {
  const scores = series.map(measureSeries);
  console.log('\nrest of today from 11:00 ÷ forecast at midnight, and alarms');
  console.table(scores.map(scoreRow));
  const sum = (key: Sum) => scores.reduce((total, score) => total + score[key], 0);
  const bestFound = scores.reduce((total, score) => total + findAtBest(score) * score.planted, 0);
  return [
    {
      name: `${name}: rest of today, renewed hourly ÷ midnight`,
      value: sum('hourly') / sum('midnight'),
      to: 0.75,
      atBest: sum('bestFollowing') / sum('midnight'),
    },
    {
      name: `${name}: rest of today, once at 11:00 ÷ midnight`,
      value: sum('once') / sum('midnight'),
      to: 0.75,
      atBest: sum('bestLevel') / sum('midnight'),
    },
    { name: `${name}: alarms a store-month`, value: (sum('alarms') / sum('days')) * DAYS_PER_MONTH, to: 1 },
    {
      name: `${name}: planted −40 % days found`,
      value: sum('found') / sum('planted'),
      from: 0.95,
      atBest: bestFound / sum('planted'),
    },
  ];
}

function scoreRow(score: Score) {
  return {
    series: score.name,
    days: score.days,
    'renewed hourly': (score.hourly / score.midnight).toFixed(3),
    'once at 11:00': (score.once / score.midnight).toFixed(3),
    'alarms a month': ((score.alarms / score.days) * DAYS_PER_MONTH).toFixed(2),
    '−40 % found': (score.found / score.planted).toFixed(3),
    'best following': (score.bestFollowing / score.midnight).toFixed(3),
    'best level': (score.bestLevel / score.midnight).toFixed(3),
    'found at best': findAtBest(score).toFixed(3),
  };
}

/** With one cut for all days, chosen afterwards to give one alarm a month. */
function findAtBest({ ordinaryScores, plantedScores }: Score): number {
  return bestFoundShare(ordinaryScores, plantedScores, 1 / DAYS_PER_MONTH);
}

function measureSeries(series: Footfall): Score {
  const score: Score = {
    name: series.name,
    days: 0,
    alarms: 0,
    planted: 0,
    found: 0,
    midnight: 0,
    once: 0,
    hourly: 0,
    bestLevel: 0,
    bestFollowing: 0,
    ordinaryScores: [],
    plantedScores: [],
  };
  const past: ComparedDay[] = [];
  for (const today of compareDays(series)) {
    if (past.length >= MIN_HISTORY) {
      if (today.day % REST_EVERY_DAYS === 0) addRest(score, today, past);
      addAlarms(score, today, past);
    }
    past.push(today);
    if (past.length > LOG_DAYS) past.shift();
  }
  return score;
}

/** Ordinary days beside what midnight expected of them. */
function* compareDays({ values, firstDay, holidays }: Footfall): Generator<ComparedDay> {
  const days = values.length / DAY;
  const grid = keepOrdinaryHours({ firstDay, days, values }, { holidays });
  for (let day = MIN_HISTORY; day < days; day++) {
    if (holidays.some((holiday) => holiday.day === firstDay + day)) continue;
    const expected = toNulls(forecastHours(cutGrid(grid, day, MAX_MODEL_DAYS)).subarray(0, DAY));
    yield { day: firstDay + day, expected, actual: toNulls(values.subarray(day * DAY, (day + 1) * DAY)) };
  }
}

function addRest(score: Score, today: ComparedDay, past: readonly ComparedDay[]): void {
  score.bestLevel += bestLevelError(today, NOON_LOOK);
  score.bestFollowing += bestFollowingError(today, NOON_LOOK);
  const once = forecastRestOfDay(today, today.actual.slice(0, NOON_LOOK), past);
  for (const { hour, expected } of once) {
    const [actual, midnight] = [today.actual[hour] ?? null, today.expected[hour] ?? null];
    if (actual === null || midnight === null) continue;
    const [renewed] = forecastRestOfDay(today, today.actual.slice(0, hour), past);
    score.midnight += Math.abs(actual - midnight);
    score.once += Math.abs(actual - expected);
    score.hourly += Math.abs(actual - (renewed?.expected ?? midnight));
  }
}

function addAlarms(score: Score, today: ComparedDay, past: readonly ComparedDay[]): void {
  score.days += 1;
  score.alarms += findDayAlarms(today, past).length;
  if (today.actual.some((value) => value === null)) return;
  const planted = today.actual.map((value) => Math.round((value ?? 0) * PLANTED));
  const scoreDay = createLowDayScore(past);
  score.ordinaryScores.push(scoreDay(today));
  score.plantedScores.push(scoreDay({ ...today, actual: planted }));
  score.planted += 1;
  score.found += findDayAlarms({ ...today, actual: planted }, past).some(({ kind }) => kind.endsWith('Below'))
    ? 1
    : 0;
}
