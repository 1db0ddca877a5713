/** Peers that are forecast beside: 168 values from a history of hours. NaN is missing. */

const WEEK = 168;

export function seasonalNaive(history: Float64Array): Float64Array {
  return history.slice(-WEEK);
}

export function meanOfSameHours(history: Float64Array): Float64Array {
  return Float64Array.from({ length: WEEK }, (_value, slot) => {
    let [sum, count] = [0, 0];
    for (let at = history.length - WEEK + slot; at >= 0; at -= WEEK) {
      const value = history[at] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    return count === 0 ? Number.NaN : sum / count;
  });
}

const SHARES = [0.05, 0.2, 0.5] as const;
const SEASON_SHARES = [0.05, 0.2, 0.5] as const;

/**
 * ETS(A,N,A) of period 168: level and season by exponential smoothing (Hyndman, Koehler, Snyder & Grose, "A state space
 * framework for automatic forecasting using exponential smoothing methods", 2002). The least sum of squared one-step errors
 * of a grid of both shares chooses; the first week starts the season.
 */
export function exponentialSmoothing(history: Float64Array): Float64Array {
  let best: { readonly error: number; readonly forecast: Float64Array } | undefined;
  for (const share of SHARES) {
    for (const seasonShare of SEASON_SHARES) {
      const fit = smooth(history, share * 0.1, seasonShare);
      if (best === undefined || fit.error < best.error) best = fit;
    }
  }
  return best?.forecast ?? seasonalNaive(history);
}

function smooth(history: Float64Array, share: number, seasonShare: number) {
  const first = history.slice(0, WEEK).map((value) => (Number.isNaN(value) ? 0 : value));
  let level = first.reduce((a, b) => a + b, 0) / WEEK;
  const season = first.map((value) => value - level);
  let error = 0;
  for (let at = WEEK; at < history.length; at++) {
    const slot = at % WEEK;
    const surprise = (history[at] ?? Number.NaN) - level - (season[slot] ?? 0);
    if (Number.isNaN(surprise)) continue;
    error += surprise * surprise;
    level += share * surprise;
    season[slot] = (season[slot] ?? 0) + seasonShare * surprise;
  }
  const start = history.length % WEEK;
  const forecast = season.map((_value, i) => Math.max(0, level + (season[(start + i) % WEEK] ?? 0)));
  return { error, forecast };
}

/** Half width of the split conformal interval of the seasonal naive: the quantile of its past absolute errors. */
export function naiveHalfWidth(history: Float64Array, share: number): number {
  const errors = history
    .subarray(WEEK)
    .map((value, i) => Math.abs(value - (history[i] ?? Number.NaN)))
    .filter((error) => !Number.isNaN(error))
    .sort();
  return errors[Math.min(errors.length - 1, Math.ceil((errors.length + 1) * share) - 1)] ?? Number.NaN;
}
