import { median, WeightedSample } from '../statistics/weighted-sample.ts';
import type { HourGrid } from './hour-grid.ts';
import { valueAt } from './hour-grid.ts';
import { ageWeight } from './same-hours.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY } from './store-calendar.ts';

/** Half-life of a day's weight, in weeks. Values of 2 to 6 did equally well. */
export const HALF_LIFE_WEEKS = 4;
/**
 * Share of last week's deviation from the usual level that continues next week. Values of 0.2 to 0.6 did equally well.
 */
const TREND_SHARE = 0.4;
/**
 * Bounds of last week's level relative to the usual level: a week of closed days must not forecast another such week.
 */
const TREND_BOUNDS = [0.5, 2] as const;
/** Smallest usual square root of an hour's count. Its square is 0.04 people. */
const PROFILE_FLOOR = 0.2;
/** A day gets a level only when its known hours usually hold at least this share of the day's people. */
const MIN_DAY_SHARE = 0.5;
/** Standard deviation ÷ median absolute deviation of the normal law. */
const MAD_TO_SD = 1.4826;

/** Days of hourly counts as square roots, whose noise does not grow with the count (Bartlett 1936). */
export interface RootDays {
  readonly days: number;
  readonly roots: Float64Array;
  /** Level by day; NaN when too little of the day is known. */
  readonly levels: Float64Array;
}

/** Returns which day of the coming week (0 to 6) has the same weekday as day `d` of the history. */
export function findSlotDay(days: number, d: number): number {
  return (DAYS_PER_WEEK - ((days - d) % DAYS_PER_WEEK)) % DAYS_PER_WEEK;
}

export function createRootDays(grid: HourGrid): RootDays {
  const roots = Float64Array.from(grid.values, Math.sqrt);
  const profile = medianProfile(roots, grid.days);
  const levels = Float64Array.from({ length: grid.days }, (_level, d) => projectDay(roots, profile, d));
  return { days: grid.days, roots, levels };
}

function medianProfile(roots: Float64Array, days: number): Float64Array {
  return Float64Array.from({ length: HOURS_PER_DAY }, (_value, hour) => {
    const values = Array.from({ length: days }, (_root, d) => valueAt(roots, d * HOURS_PER_DAY + hour));
    // With this floor, a single person at a usually empty hour still gives the day a level above 0.
    return median(values) + PROFILE_FLOOR;
  });
}

/** Least-squares factor between the profile and one day. */
function projectDay(roots: Float64Array, profile: Float64Array, d: number): number {
  let [product, square, whole] = [0, 0, 0];
  for (const [hour, usual] of profile.entries()) {
    const root = valueAt(roots, d * HOURS_PER_DAY + hour);
    if (Number.isNaN(usual)) continue;
    whole += usual * usual;
    if (Number.isNaN(root)) continue;
    product += root * usual;
    square += usual * usual;
  }
  return square > 0 && square >= MIN_DAY_SHARE * whole ? product / square : Number.NaN;
}

/** Forecasts the level of each day of the coming week. Each level is drawn towards that of similar weekdays. */
export function forecastLevels(history: RootDays, similarity: readonly Float64Array[]): Float64Array {
  const own = weekdayLevels(history);
  const trend = recentTrend(history, own);
  const noise = levelNoise(history, own);
  return Float64Array.from(own, (level, slotDay) => {
    const alike = similarity[slotDay] ?? new Float64Array(DAYS_PER_WEEK);
    const shared = sharedLevel(history, alike);
    if (Number.isNaN(level)) return trend * shared;
    const share = shrinkage({
      own,
      alike,
      shared,
      variance: noise / Math.max(1, countDays(history, slotDay)),
    });
    return trend * (level + share * (shared - level));
  });
}

function weekdayLevels({ days, levels }: RootDays): Float64Array {
  const sample = new WeightedSample(days);
  return Float64Array.from({ length: DAYS_PER_WEEK }, (_level, slotDay) => {
    sample.clear();
    for (let d = days - DAYS_PER_WEEK + slotDay, weeks = 0; d >= 0; d -= DAYS_PER_WEEK, weeks++) {
      sample.add(valueAt(levels, d), ageWeight(weeks, HALF_LIFE_WEEKS));
    }
    return sample.quantile(0.5);
  });
}

function sharedLevel({ days, levels }: RootDays, alike: Float64Array): number {
  const sample = new WeightedSample(days);
  for (const [d, level] of levels.entries()) {
    const weight = valueAt(alike, findSlotDay(days, d));
    sample.add(level, weight * ageWeight((days - 1 - d) / DAYS_PER_WEEK, HALF_LIFE_WEEKS));
  }
  return sample.quantile(0.5);
}

function recentTrend({ days, levels }: RootDays, own: Float64Array): number {
  const ratios = Array.from({ length: Math.min(DAYS_PER_WEEK, days) }, (_ratio, i) => {
    const d = days - 1 - i;
    return valueAt(levels, d) / valueAt(own, findSlotDay(days, d));
  });
  const usual = median(ratios.filter(Number.isFinite));
  if (Number.isNaN(usual)) return 1;
  return Math.min(TREND_BOUNDS[1], Math.max(TREND_BOUNDS[0], usual)) ** TREND_SHARE;
}

/** Robust variance of a day's level around its weekday's level. */
function levelNoise({ days, levels }: RootDays, own: Float64Array): number {
  const deviations = levels.map((level, d) => Math.abs(level - valueAt(own, findSlotDay(days, d))));
  const sd = MAD_TO_SD * (median(deviations) || 0);
  // Each weekday's own level uses up one degree of freedom.
  return (sd * sd) / Math.max(0.3, 1 - DAYS_PER_WEEK / Math.max(1, days));
}

function countDays({ days, levels }: RootDays, slotDay: number): number {
  return levels.reduce(
    (n, level, d) => n + (findSlotDay(days, d) === slotDay && !Number.isNaN(level) ? 1 : 0),
    0,
  );
}

/**
 * Share by which a weekday's level moves towards that of similar days. It compares the level's own variance with the
 * variance between similar days (empirical Bayes, Efron & Morris 1975).
 */
function shrinkage(evidence: {
  readonly own: Float64Array;
  readonly alike: Float64Array;
  readonly shared: number;
  readonly variance: number;
}): number {
  let [spread, weights] = [0, 0];
  for (const [slotDay, level] of evidence.own.entries()) {
    if (Number.isNaN(level)) continue;
    const weight = valueAt(evidence.alike, slotDay);
    spread += weight * (level - evidence.shared) ** 2;
    weights += weight;
  }
  const between = Math.max(0, spread / Math.max(weights, 1e-9) - evidence.variance);
  return evidence.variance / (evidence.variance + between + 1e-9);
}
