import type { ComparedDay } from './day-ahead-log.ts';
import { toRoot } from './forecast-errors.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** The score tests for a day with this share of the expected people in every hour. */
const LOW_SHARE = 0.6;
/** Standard deviation ÷ mean absolute error of the normal law. */
const MEAN_TO_SD = 1.2533;
/** Smallest spread that is assumed for the square root of an hour's count. */
const LEAST_SD = 0.1;
/** Degrees of freedom of Student's law. Its long tails keep one hour with an event from deciding. */
const FREEDOM = 4;

/**
 * Scores a day by its hours: the log likelihood of the forecast, minus that of 60 % of it in every hour. Divides by
 * √hours. The lower the score, the more all hours look low; one missing event does not lower it much. A likelihood
 * ratio (Neyman & Pearson 1933) with Student's law for robustness (Lange, Little & Taylor 1989). Past days give the
 * spread of each hour.
 */
export function createLowDayScore(past: readonly ComparedDay[]): (day: ComparedDay) => number {
  const spreads = Array.from({ length: HOURS_PER_DAY }, (_spread, hour) => findSpread(past, hour));
  return ({ expected, actual }) => {
    let [sum, hours] = [0, 0];
    for (const [hour, usual] of expected.entries()) {
      const value = actual[hour] ?? null;
      if (usual === null || usual <= 0 || value === null) continue;
      const spread = spreads[hour] ?? LEAST_SD;
      const ordinary = (toRoot(value) - toRoot(usual)) / spread;
      const low = (toRoot(value) - toRoot(LOW_SHARE * usual)) / spread;
      sum += logDensity(ordinary) - logDensity(low);
      hours += 1;
    }
    return hours === 0 ? 0 : sum / Math.sqrt(hours);
  };
}

function findSpread(past: readonly ComparedDay[], hour: number): number {
  const errors = past.flatMap(({ expected, actual }) => {
    const [usual, value] = [expected[hour] ?? null, actual[hour] ?? null];
    return usual === null || value === null ? [] : [Math.abs(toRoot(value) - toRoot(usual))];
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
  return Math.max(LEAST_SD, MEAN_TO_SD * mean);
}

/** Log density of Student's law, without its constant. */
function logDensity(x: number): number {
  return (-(FREEDOM + 1) / 2) * Math.log1p((x * x) / FREEDOM);
}
