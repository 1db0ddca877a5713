import { median, WeightedSample } from '../statistics/weighted-sample.ts';
import type { RootDays } from './day-levels.ts';
import { findSlotDay, HALF_LIFE_WEEKS } from './day-levels.ts';
import { valueAt } from './hour-grid.ts';
import { ageWeight } from './same-hours.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK } from './store-calendar.ts';

/** Distance at which the similarity of two weekdays falls to 1/e. It is squared, in units of one weekday's variance. */
const SIMILARITY_RANGE = 3;
/** Smallest weight of a weekday for itself, and the weight of other weekdays when nothing is known. */
const [LEAST_OWN, UNKNOWN] = [1e-3, 0.1];

/** Divides each hour by its day's level, which leaves the day's shape. */
export function createShapes({ days, roots, levels }: RootDays): Float64Array {
  const shapes = new Float64Array(roots.length);
  for (let d = 0; d < days; d++) {
    const level = valueAt(levels, d);
    for (let at = d * HOURS_PER_DAY; at < (d + 1) * HOURS_PER_DAY; at++) {
      shapes[at] = level > 0 ? valueAt(roots, at) / level : Number.NaN;
    }
  }
  return shapes;
}

/** 7 × 7 weights from 0 to 1: how much the second weekday helps to forecast the first one's shape. */
export function compareWeekdays(shapes: Float64Array, days: number): Float64Array[] {
  const plain = weekdayShapes(shapes, days, () => 1);
  const recent = weekdayShapes(shapes, days, (weeks) => ageWeight(weeks, HALF_LIFE_WEEKS));
  const noises = Array.from({ length: DAYS_PER_WEEK }, (_day, slotDay) => shapeNoise(shapes, days, slotDay));
  const usualNoise = median(noises);
  return noises.map((noise, slotDay) =>
    Float64Array.from({ length: DAYS_PER_WEEK }, (_weight, other) => {
      const distance = squaredDistance(plain, other, recent, slotDay);
      if (Number.isNaN(distance)) return other === slotDay ? 1 : UNKNOWN;
      const range = SIMILARITY_RANGE * (Number.isNaN(noise) ? usualNoise || 0 : noise) + 1e-6;
      return Math.max(other === slotDay ? LEAST_OWN : 0, Math.exp(-distance / range));
    }),
  );
}

function weekdayShapes(shapes: Float64Array, days: number, weight: (weeks: number) => number): Float64Array {
  const sample = new WeightedSample(days);
  return Float64Array.from({ length: HOURS_PER_WEEK }, (_shape, slot) => {
    sample.clear();
    let at = (days - DAYS_PER_WEEK) * HOURS_PER_DAY + slot;
    for (let weeks = 0; at >= 0; at -= HOURS_PER_WEEK, weeks++)
      sample.add(valueAt(shapes, at), weight(weeks));
    return sample.quantile(0.5);
  });
}

function squaredDistance(a: Float64Array, aDay: number, b: Float64Array, bDay: number): number {
  let [sum, count] = [0, 0];
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const gap = valueAt(a, aDay * HOURS_PER_DAY + hour) - valueAt(b, bDay * HOURS_PER_DAY + hour);
    if (Number.isNaN(gap)) continue;
    sum += gap * gap;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** Median, over the hours, of the variance between weeks. NaN with under two weeks. */
function shapeNoise(shapes: Float64Array, days: number, slotDay: number): number {
  const variances: number[] = [];
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    let [sum, squares, count] = [0, 0, 0];
    let at = (days - DAYS_PER_WEEK + slotDay) * HOURS_PER_DAY + hour;
    for (; at >= 0; at -= HOURS_PER_WEEK) {
      const shape = valueAt(shapes, at);
      if (Number.isNaN(shape)) continue;
      sum += shape;
      squares += shape * shape;
      count += 1;
    }
    if (count >= 2) variances.push(squares / count - (sum / count) ** 2);
  }
  return median(variances);
}

/** Forecasts 168 hours of shape: the weighted median over similar weekdays. */
export function forecastShapes(
  shapes: Float64Array,
  days: number,
  similarity: readonly Float64Array[],
): Float64Array {
  const sample = new WeightedSample(days);
  const ages = Float64Array.from({ length: days }, (_age, d) =>
    ageWeight((days - 1 - d) / DAYS_PER_WEEK, HALF_LIFE_WEEKS),
  );
  const slotDays = Uint8Array.from({ length: days }, (_slot, d) => findSlotDay(days, d));
  return Float64Array.from({ length: HOURS_PER_WEEK }, (_shape, slot) => {
    const alike = similarity[Math.floor(slot / HOURS_PER_DAY)] ?? new Float64Array(DAYS_PER_WEEK);
    sample.clear();
    for (let d = 0; d < days; d++) {
      const weight = valueAt(alike, slotDays[d] ?? 0) * valueAt(ages, d);
      if (weight > 1e-4) sample.add(valueAt(shapes, d * HOURS_PER_DAY + (slot % HOURS_PER_DAY)), weight);
    }
    return sample.quantile(0.5);
  });
}
