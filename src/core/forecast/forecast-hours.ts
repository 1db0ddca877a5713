import { createRootDays, forecastLevels, HALF_LIFE_WEEKS } from './day-levels.ts';
import type { HourGrid } from './hour-grid.ts';
import { cutGrid, valueAt } from './hour-grid.ts';
import { forecastLastWeek, forecastSameHours } from './same-hours.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK } from './store-calendar.ts';
import { compareWeekdays, createShapes, forecastShapes } from './week-shape.ts';

/** With fewer days the forecast repeats last week's hours. */
export const MIN_MODEL_DAYS = 10;
/** Longest history used. Older days would weigh under 7 % together and cost most of the time. */
export const MAX_MODEL_DAYS = 84;
/** Share of the weighted median in the mean of both forecasts. Values of 0.2 to 0.5 did equally well. */
const SAME_HOURS_SHARE = 0.3;

/** No forecast exceeds this multiple of the busiest known hour. */
const MAX_GROWTH = 2;

/**
 * Forecasts the next 168 hours; NaN where nothing is known. It is the mean of two robust forecasts: the weighted
 * median of the same hours, and day level × day shape in square roots. Means of simple forecasts beat their parts
 * (Bates & Granger 1969; Makridakis et al., M4, 2020).
 */
export function forecastHours(grid: HourGrid): Float64Array {
  if (grid.days < DAYS_PER_WEEK) return new Float64Array(HOURS_PER_WEEK).fill(Number.NaN);
  if (grid.days < MIN_MODEL_DAYS) return forecastLastWeek(grid);
  const recent = cutGrid(grid, grid.days, MAX_MODEL_DAYS);
  const sameHours = forecastSameHours(recent, HALF_LIFE_WEEKS);
  const most = MAX_GROWTH * findLargest(recent.values);
  return forecastLevelTimesShape(recent).map((product, slot) => {
    const model = Math.min(product, most);
    const same = valueAt(sameHours, slot);
    if (Number.isNaN(model)) return same;
    return Number.isNaN(same) ? model : model + SAME_HOURS_SHARE * (same - model);
  });
}

function forecastLevelTimesShape(grid: HourGrid): Float64Array {
  const history = createRootDays(grid);
  const shapes = createShapes(history);
  const similarity = compareWeekdays(shapes, grid.days);
  const levels = forecastLevels(history, similarity);
  return forecastShapes(shapes, grid.days, similarity).map(
    (shape, slot) => Math.max(0, shape * valueAt(levels, Math.floor(slot / HOURS_PER_DAY))) ** 2,
  );
}

function findLargest(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
