/**
 * The forecast against simple peers on public footfall: error, intervals, the rest of today, alarms and cost. Constants
 * were chosen on the first two Melbourne sensors and the first half of CalIt2; the table shows every series.
 * `node scripts/benchmarks/forecast/forecast.ts [FILE.csv[.gz]…]` takes other series of the same form.
 */
import { forecastHours } from '../../../src/core/forecast/forecast-hours.ts';
import { forecastWeek } from '../../../src/core/forecast/forecast-week.ts';
import { measureDays } from './day-by-day.ts';
import type { Bar, Footfall, FootfallSet } from './footfall-data.ts';
import { cutSeries, readFootfall, reportBars } from './footfall-data.ts';
import { exponentialSmoothing, meanOfSameHours, naiveHalfWidth, seasonalNaive } from './forecast-peers.ts';

/** Largest ratio to the seasonal naive with four weeks, by set; others are held to the first. */
const MAX_RATIO: Readonly<Record<string, number>> = { melbourne: 0.83, calit2: 0.78 };
const [WEEK, DAY] = [168, 24];
const [FOUR_WEEKS, TEN_DAYS] = [28, 10];

type Forecast = (history: Float64Array) => Float64Array;

const MODELS: Readonly<Record<string, Forecast>> = {
  lintel: (history) => forecastHours({ firstDay: 0, days: history.length / DAY, values: history }),
  mean: meanOfSameHours,
  ETS: exponentialSmoothing,
};

export function run(): Promise<void> {
  const sets = readFootfall(process.argv.slice(2).filter((name) => /\.csv(\.gz)?$/.test(name)));
  reportBars(sets.flatMap(measureSet));
  if (sets[0] !== undefined) reportBars(measureCost(sets[0]));
  return Promise.resolve();
}

function measureSet(set: FootfallSet): Bar[] {
  console.log(`\n${set.name}: mean absolute error ÷ that of last week's same hours`);
  console.table(set.series.map(errorRow));
  console.log('\nintervals with four weeks of history');
  const intervals = set.series.map(measureIntervals);
  console.table(intervals.map(intervalRow));
  return [...errorBars(set), ...intervalBars(set.name, intervals), ...measureDays(set)];
}

function errorRow(series: Footfall) {
  const ratio = (days: number, model: string) => pooledRatio([series], days, model).toFixed(3);
  return {
    series: series.name,
    '4 weeks': ratio(FOUR_WEEKS, 'lintel'),
    mean: ratio(FOUR_WEEKS, 'mean'),
    ETS: ratio(FOUR_WEEKS, 'ETS'),
    '10 days': ratio(TEN_DAYS, 'lintel'),
  };
}

function errorBars({ name, series }: FootfallSet): Bar[] {
  return [
    {
      name: `${name}: 4 weeks, all series`,
      value: pooledRatio(series, FOUR_WEEKS, 'lintel'),
      to: MAX_RATIO[name] ?? 0.83,
    },
    ...series.map((one) => ({
      name: `${name}: 10 days, ${one.name}`,
      value: pooledRatio([one], TEN_DAYS, 'lintel'),
      to: 1,
    })),
  ];
}

/** Weekly origins; only hours that all three know. */
function pooledRatio(series: readonly Footfall[], days: number, model: string): number {
  let [error, naiveError] = [0, 0];
  for (const { values } of series) {
    for (let origin = Math.max(days, 7) * DAY; origin + WEEK <= values.length; origin += WEEK) {
      const history = values.subarray(origin - days * DAY, origin);
      const forecast = MODELS[model]?.(history) ?? new Float64Array(WEEK);
      const naive = seasonalNaive(history);
      for (const [slot, expected] of forecast.entries()) {
        const actual = values[origin + slot] ?? Number.NaN;
        const off = Math.abs(expected - actual);
        const naiveOff = Math.abs((naive[slot] ?? Number.NaN) - actual);
        if (Number.isNaN(off + naiveOff)) continue;
        error += off;
        naiveError += naiveOff;
      }
    }
  }
  return error / naiveError;
}

interface Held {
  readonly name: string;
  hours: number;
  held80: number;
  held95: number;
  width80: number;
  width95: number;
  naive80: number;
  naive95: number;
}

function measureIntervals(series: Footfall): Held {
  const held = {
    name: series.name,
    hours: 0,
    held80: 0,
    held95: 0,
    width80: 0,
    width95: 0,
    naive80: 0,
    naive95: 0,
  };
  for (let day = FOUR_WEEKS; (day + 7) * DAY <= series.values.length; day += 7) addWeek(series, day, held);
  return held;
}

function addWeek(series: Footfall, day: number, held: Held): void {
  const { hours } = forecastWeek(cutSeries(series, day, FOUR_WEEKS), { holidays: [] });
  const history = series.values.subarray((day - FOUR_WEEKS) * DAY, day * DAY);
  const [naive80, naive95] = [naiveHalfWidth(history, 0.8), naiveHalfWidth(history, 0.95)];
  for (const { day: at, hour, band80, band95 } of hours) {
    const slot = (at - series.firstDay) * DAY + hour;
    const [actual, last] = [series.values[slot] ?? Number.NaN, series.values[slot - WEEK] ?? Number.NaN];
    if (Number.isNaN(actual + last) || band80 === null || band95 === null) continue;
    held.hours += 1;
    held.held80 += actual >= band80[0] && actual <= band80[1] ? 1 : 0;
    held.held95 += actual >= band95[0] && actual <= band95[1] ? 1 : 0;
    held.width80 += band80[1] - band80[0];
    held.width95 += band95[1] - band95[0];
    held.naive80 += Math.min(last, naive80) + naive80;
    held.naive95 += Math.min(last, naive95) + naive95;
  }
}

function intervalRow(held: Held) {
  return {
    series: held.name,
    'hours with a band': held.hours,
    '80 % holds': (held.held80 / held.hours).toFixed(3),
    '95 % holds': (held.held95 / held.hours).toFixed(3),
    'width 80 % ÷ naive': (held.width80 / held.naive80).toFixed(2),
    'width 95 % ÷ naive': (held.width95 / held.naive95).toFixed(2),
  };
}

function intervalBars(name: string, all: readonly Held[]): Bar[] {
  const sum = (key: Exclude<keyof Held, 'name'>) => all.reduce((total, held) => total + held[key], 0);
  return [
    { name: `${name}: 80 % intervals hold`, value: sum('held80') / sum('hours'), from: 0.77, to: 0.83 },
    { name: `${name}: 95 % intervals hold`, value: sum('held95') / sum('hours'), from: 0.93, to: 0.98 },
    { name: `${name}: width of 80 % ÷ naive`, value: sum('width80') / sum('naive80'), to: 1 },
    { name: `${name}: width of 95 % ÷ naive`, value: sum('width95') / sum('naive95'), to: 1 },
  ];
}

/** A year of history, median of five. */
function measureCost({ series }: FootfallSet): Bar[] {
  const longest = series.reduce((a, b) => (b.values.length > a.values.length ? b : a));
  const days = Math.min(365, longest.values.length / DAY);
  const history = cutSeries(longest, days, days);
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    forecastWeek(history, { holidays: longest.holidays });
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  const bytes = JSON.stringify([history, forecastWeek(history, { holidays: longest.holidays })]).length;
  return [
    { name: `168 hours from ${days} days, ms of one core`, value: times[2] ?? Number.NaN, to: 200 },
    { name: 'history and forecast as text, MB', value: bytes / 1e6, to: 2 },
  ];
}

if (import.meta.main) await run();
