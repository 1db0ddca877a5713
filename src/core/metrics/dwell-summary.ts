import type { DwellSummary } from '../model/window-summary.ts';
import { addBins, BIN_HIGH, BIN_LOW, createDwellSketch, toDurations } from '../statistics/quantile-sketch.ts';
import type { Duration } from '../statistics/survival.ts';
import { survivalCurve, survivalMean, survivalQuantile } from '../statistics/survival.ts';

interface EndedVisit {
  readonly dwellMs: number;
  readonly censored?: string;
}

/**
 * Summarises the visits that ended in one window, whose durations are known to within `resolutionMs`. Returns null
 * without visits.
 */
export function summarizeDwell(visits: readonly EndedVisit[], resolutionMs = 0): DwellSummary | null {
  if (visits.length === 0) return null;
  const durations = visits.map(({ dwellMs, censored }) => ({
    length: dwellMs,
    ended: censored === undefined,
  }));
  const sumMs = visits.reduce((sum, visit) => sum + visit.dwellMs, 0);
  return {
    n: visits.length,
    censored: visits.filter((visit) => visit.censored !== undefined).length,
    sumMs,
    maxMs: Math.max(...visits.map((visit) => visit.dwellMs)),
    resolutionMs,
    ...mean(durations, sumMs / visits.length),
    ...quantiles(durations, { low: 1, high: 1, resolutionMs }),
    bins: createDwellSketch(visits),
  };
}

/** The fields of a dwell summary that can be combined over windows. All other fields are computed from them. */
export type DwellTotals = Pick<DwellSummary, 'n' | 'censored' | 'sumMs' | 'maxMs' | 'resolutionMs' | 'bins'>;

/**
 * Adds up several windows. Counts and sums are exact; quantiles are at most 4.8 % off, as bins are. A single part is
 * returned unchanged.
 */
export function addDwell<T extends DwellTotals>(parts: readonly T[]): T | DwellTotals | null {
  if (parts.length <= 1) return parts[0] ?? null;
  const total = (key: 'n' | 'censored' | 'sumMs') => parts.reduce((sum, part) => sum + part[key], 0);
  return {
    ...{ n: total('n'), censored: total('censored'), sumMs: total('sumMs') },
    maxMs: Math.max(...parts.map((part) => part.maxMs)),
    resolutionMs: Math.max(...parts.map((part) => part.resolutionMs)),
    bins: addBins(parts.flatMap((part) => part.bins)),
  };
}

export function summarizeBins({ n, censored, sumMs, maxMs, resolutionMs, bins }: DwellTotals): DwellSummary {
  const durations = toDurations(bins);
  return {
    ...{ n, censored, sumMs, maxMs, resolutionMs },
    ...mean(durations, sumMs / n),
    ...quantiles(durations, { low: BIN_LOW, high: BIN_HIGH, resolutionMs }),
    bins,
  };
}

/** Limits of a visit's true length: `low` to `high` times the known length, and `resolutionMs` beyond that. */
interface Doubt {
  readonly low: number;
  readonly high: number;
  readonly resolutionMs: number;
}

/** Computes the bias from one set of lengths, so that their rounding to bins does not add to it. */
function mean(durations: readonly Duration[], meanMs: number) {
  const ownMean = durations.reduce((sum, { length }) => sum + length, 0) / durations.length;
  const biasMs = durations.every(({ ended }) => ended) ? 0 : ownMean - survivalMean(durations);
  return { meanMs: Math.round(meanMs), meanBiasMs: Math.round(biasMs) };
}

/** Returns quantiles. Their intervals include chance and the error of each length. */
function quantiles(durations: readonly Duration[], doubt: Doubt) {
  const low = (ms: number | null) =>
    ms === null ? null : Math.max(0, Math.floor(ms * doubt.low - doubt.resolutionMs));
  const high = (ms: number | null) => (ms === null ? null : Math.ceil(ms * doubt.high + doubt.resolutionMs));
  const curve = survivalCurve(durations);
  const median = survivalQuantile(curve, 0.5);
  const p90 = survivalQuantile(curve, 0.9);
  return {
    medianMs: median.value,
    medianLowMs: low(median.low),
    medianHighMs: high(median.high),
    p90Ms: p90.value,
    p90LowMs: low(p90.low),
    p90HighMs: high(p90.high),
  };
}
