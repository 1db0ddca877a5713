import { forecastHours, MAX_MODEL_DAYS, MIN_MODEL_DAYS } from './forecast-hours.ts';
import type { HourGrid } from './hour-grid.ts';
import { cutGrid, valueAt } from './hour-grid.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY } from './store-calendar.ts';

/** Number of past weeks that are forecast again. Each costs one forecast. */
const MAX_ORIGINS = 8;
/** Added before the square root, so that errors between 0 and 1 person are not the largest. */
const ROOT_SHIFT = 1;

export function toRoot(value: number): number {
  return Math.sqrt(value + ROOT_SHIFT);
}

export function fromRoot(root: number): number {
  return Math.max(0, Math.max(0, root) ** 2 - ROOT_SHIFT);
}

/**
 * Replays past forecasts with the data known then and yields after each slice of work (rolling origin: Tashman 2000).
 * Returns 168 errors in square roots per week, newest week first. NaN when forecast or count is missing.
 */
export function* replayForecasts(grid: HourGrid): Generator<void, Float64Array[]> {
  const weeks: Float64Array[] = [];
  for (const origin of findOrigins(grid.days)) {
    const expected = forecastHours(cutGrid(grid, origin, MAX_MODEL_DAYS));
    const scale = shrinkForLessHistory(origin, grid.days);
    weeks.push(
      expected.map((value, slot) => {
        const actual = valueAt(grid.values, origin * HOURS_PER_DAY + slot);
        return scale * (toRoot(actual) - toRoot(value));
      }),
    );
    yield;
  }
  return weeks;
}

/**
 * Returns the number of days known at each replayed forecast. With under 17 days there is one forecast, which knows at
 * least 7.
 */
function findOrigins(days: number): number[] {
  if (days < MIN_MODEL_DAYS) return [];
  const origins = [Math.max(DAYS_PER_WEEK, days - DAYS_PER_WEEK)];
  for (let next = days - 2 * DAYS_PER_WEEK; next >= MIN_MODEL_DAYS; next -= DAYS_PER_WEEK) {
    if (origins.length < MAX_ORIGINS) origins.push(next);
  }
  return origins;
}

/**
 * Returns a factor below 1 for past errors, because past forecasts knew less than today's. The error of a mean of n
 * weeks is √(1 + 1/n) of one week's deviation.
 */
function shrinkForLessHistory(origin: number, days: number): number {
  const spread = (known: number) => 1 + DAYS_PER_WEEK / Math.min(MAX_MODEL_DAYS, known);
  return Math.sqrt(spread(days) / spread(origin));
}

export function countErrors(weeks: readonly Float64Array[]): number {
  return weeks.reduce((sum, week) => sum + week.filter((error) => !Number.isNaN(error)).length, 0);
}
