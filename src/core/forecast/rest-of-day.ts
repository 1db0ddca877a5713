import { solveSymmetric } from '../statistics/cholesky.ts';
import type { ComparedDay, DayAhead } from './day-ahead-log.ts';
import { fromRoot, toRoot } from './forecast-errors.ts';
import { valueAt } from './hour-grid.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** With fewer past days, the forecast made at midnight stays as it is. */
const MIN_DAYS = 14;
/**
 * With this many past days, the correlations measured from them have a weight of one half. The other half depends on
 * the distance in hours.
 */
const PRIOR_DAYS = 100;
/** Share of an hour's variance that is independent of other hours. It is added to the diagonal of the correlations. */
const NUGGET = 0.3;
/** Errors are cut at this many mean errors, so that one event does not determine the correlations. */
const MAX_SCORE = 3;
/** Number of earlier hours that the correction uses. */
const MEMORY_HOURS = 16;
/** Standard deviation ÷ mean absolute error of the normal law. */
const MEAN_TO_SD = 1.2533;

export interface RestHour {
  readonly hour: number;
  readonly expected: number;
  /**
   * Factor for the half widths of midnight's forecast: √ of the share of variance that the earlier hours do not
   * explain.
   */
  readonly widthShare: number;
}

/**
 * Corrects the forecast from hour `soFar.length` to midnight by the day's earlier counts. Errors of midnight's
 * forecasts follow a joint normal law, learned from past days. The result is its conditional mean (best linear
 * prediction: Goldberger 1962; kriging). Correlations shrink towards a mean by distance in hours (Ledoit & Wolf 2004).
 */
export function forecastRestOfDay(
  today: DayAhead,
  soFar: readonly (number | null)[],
  past: readonly ComparedDay[],
): RestHour[] {
  const from = Math.min(soFar.length, HOURS_PER_DAY);
  const model = past.length < MIN_DAYS ? undefined : new ErrorCorrelation(past);
  const seen = model?.condition(scoreHours(today, soFar));
  return today.expected.flatMap((expected, hour) => {
    if (hour < from || expected === null) return [];
    const { shift, widthShare } = seen?.(hour) ?? { shift: 0, widthShare: 1 };
    return [{ hour, expected: fromRoot(toRoot(expected) + shift), widthShare }];
  });
}

/** Errors by hour, in square roots of counts; NaN when unknown. */
function scoreHours({ expected }: DayAhead, actual: readonly (number | null)[]): Float64Array {
  return Float64Array.from({ length: HOURS_PER_DAY }, (_error, hour) => {
    const [was, wouldBe] = [actual[hour] ?? null, expected[hour] ?? null];
    return was === null || wouldBe === null ? Number.NaN : toRoot(was) - toRoot(wouldBe);
  });
}

class ErrorCorrelation {
  readonly #scales: Float64Array;
  readonly #correlations: Float64Array;

  constructor(past: readonly ComparedDay[]) {
    const errors = past.map((day) => scoreHours(day, day.actual));
    this.#scales = hourScales(errors);
    const scores = errors.map((day) => this.#toScores(day));
    this.#correlations = shrinkByLag(correlate(scores), past.length);
  }

  /** Returns mean and spread of a later hour's error, given the earlier errors. */
  condition(errors: Float64Array): (hour: number) => { readonly shift: number; readonly widthShare: number } {
    const scores = this.#toScores(errors);
    const known = [...scores.keys()]
      .filter((hour) => !Number.isNaN(valueAt(scores, hour)))
      .slice(-MEMORY_HOURS);
    return (hour) => {
      const scale = valueAt(this.#scales, hour);
      if (known.length === 0 || Number.isNaN(scale)) return { shift: 0, widthShare: 1 };
      const weights = this.#solve(known, hour);
      let [shift, explained] = [0, 0];
      for (const [i, from] of known.entries()) {
        shift += valueAt(weights, i) * valueAt(scores, from);
        explained += valueAt(weights, i) * this.#between(from, hour);
      }
      return { shift: shift * scale, widthShare: Math.sqrt(Math.max(0.1, 1 - explained)) };
    };
  }

  #toScores(errors: Float64Array): Float64Array {
    return errors.map((error, hour) =>
      Math.max(-MAX_SCORE, Math.min(MAX_SCORE, error / valueAt(this.#scales, hour))),
    );
  }

  #solve(known: readonly number[], hour: number): Float64Array {
    const n = known.length;
    const matrix = new Float64Array(n * n);
    for (const [i, a] of known.entries()) {
      for (const [j, b] of known.entries()) matrix[i * n + j] = this.#between(a, b) + (i === j ? NUGGET : 0);
    }
    const weights = Float64Array.from(known, (from) => this.#between(from, hour));
    solveSymmetric(matrix, n, weights);
    return weights;
  }

  #between(a: number, b: number): number {
    return valueAt(this.#correlations, a * HOURS_PER_DAY + b);
  }
}

/** Standard deviation by hour, from mean absolute errors. NaN with under five days. */
function hourScales(errors: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: HOURS_PER_DAY }, (_scale, hour) => {
    const sizes = errors.map((day) => Math.abs(valueAt(day, hour))).filter((size) => !Number.isNaN(size));
    const mean = sizes.reduce((a, b) => a + b, 0) / sizes.length;
    return sizes.length < 5 ? Number.NaN : Math.max(0.1, MEAN_TO_SD * mean);
  });
}

/** 24 × 24 mean products of scores; NaN when no day has both hours. */
function correlate(scores: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: HOURS_PER_DAY * HOURS_PER_DAY }, (_moment, at) => {
    const [a, b] = [Math.floor(at / HOURS_PER_DAY), at % HOURS_PER_DAY];
    let [sum, count] = [0, 0];
    for (const day of scores) {
      const product = valueAt(day, a) * valueAt(day, b);
      if (Number.isNaN(product)) continue;
      sum += product;
      count += 1;
    }
    return sum / count;
  });
}

function shrinkByLag(moments: Float64Array, days: number): Float64Array {
  const sd = (hour: number) => Math.sqrt(valueAt(moments, hour * HOURS_PER_DAY + hour));
  const correlations = moments.map((moment, at) => {
    const [a, b] = [Math.floor(at / HOURS_PER_DAY), at % HOURS_PER_DAY];
    return a === b ? 1 : moment / (sd(a) * sd(b));
  });
  const byLag = Array.from({ length: HOURS_PER_DAY }, (_mean, lag) => meanAtLag(correlations, lag));
  const share = days / (days + PRIOR_DAYS);
  return correlations.map((own, at) => {
    const lag = Math.abs(Math.floor(at / HOURS_PER_DAY) - (at % HOURS_PER_DAY));
    if (lag === 0) return 1;
    const usual = byLag[lag] ?? 0;
    return Number.isFinite(own) ? usual + share * (own - usual) : usual;
  });
}

function meanAtLag(correlations: Float64Array, lag: number): number {
  let [sum, count] = [0, 0];
  for (let hour = 0; hour + lag < HOURS_PER_DAY; hour++) {
    const value = valueAt(correlations, hour * HOURS_PER_DAY + hour + lag);
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? 0 : Math.max(0, sum / count);
}
