import { WeightedSample } from '../statistics/weighted-sample.ts';
import type { HourGrid } from './hour-grid.ts';
import { valueAt } from './hour-grid.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK } from './store-calendar.ts';

/** Weight of a day that is `weeks` old; it halves every `halfLifeWeeks`. */
export function ageWeight(weeks: number, halfLifeWeeks: number): number {
  return 2 ** (-weeks / halfLifeWeeks);
}

/**
 * Forecasts the weighted median of the same hours of earlier weeks: 168 values after the grid's end. NaN when unknown.
 */
export function forecastSameHours(grid: HourGrid, halfLifeWeeks: number): Float64Array {
  const sample = new WeightedSample(grid.days);
  return Float64Array.from({ length: HOURS_PER_WEEK }, (_value, slot) => {
    sample.clear();
    for (let at = lastSameHour(grid, slot), weeks = 0; at >= 0; at -= HOURS_PER_WEEK, weeks++) {
      sample.add(valueAt(grid.values, at), ageWeight(weeks, halfLifeWeeks));
    }
    return sample.quantile(0.5);
  });
}

/** Seasonal naive forecast: repeats last week's hours. NaN when that hour is missing. */
export function forecastLastWeek(grid: HourGrid): Float64Array {
  return Float64Array.from({ length: HOURS_PER_WEEK }, (_value, slot) =>
    valueAt(grid.values, lastSameHour(grid, slot)),
  );
}

function lastSameHour(grid: HourGrid, slot: number): number {
  return (grid.days - DAYS_PER_WEEK) * HOURS_PER_DAY + slot;
}
