import { TWO_SIDED_95 } from '../model/estimate.ts';
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

/** Share of the resolution by which a quantile may be off: the errors of single visits are mostly averaged out. */
const LENGTH_NOISE = 0.25;

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

/**
 * How far the share of visits up to a length may be wrong, as standard deviations. `perRoot`: single visits are missed
 * or cut in two. `shared`: all visits of a zone have the same error, such as its border's. `ofCensored`: times the share
 * of censored visits. Chosen on the odd seeds of simulated openings (`sim-stores.ts`).
 */
const RANK_NOISE = { perRoot: 0.173, shared: 0.02, ofCensored: 0.3 };

/**
 * Returns quantiles, with intervals for the people who were there: had the sensors seen each of them, the median would
 * be theirs exactly. So the intervals hold the errors of seeing alone, not the chance of who came.
 */
function quantiles(durations: readonly Duration[], doubt: Doubt) {
  const curve = survivalCurve(durations);
  const [median, p90] = [quantile(durations, curve, 0.5, doubt), quantile(durations, curve, 0.9, doubt)];
  return {
    ...{ medianMs: median.value, medianLowMs: median.low, medianHighMs: median.high },
    ...{ p90Ms: p90.value, p90LowMs: p90.low, p90HighMs: p90.high },
  };
}

function quantile(
  durations: readonly Duration[],
  curve: ReturnType<typeof survivalCurve>,
  share: number,
  { low, high, resolutionMs }: Doubt,
) {
  const off = rankError(durations, share);
  const [least, most] = [survivalQuantile(curve, share - off), survivalQuantile(curve, share + off)];
  return {
    value: survivalQuantile(curve, share),
    low: least === null ? null : Math.max(0, Math.floor(least * low - LENGTH_NOISE * resolutionMs)),
    high: most === null ? null : Math.ceil(most * high + LENGTH_NOISE * resolutionMs),
  };
}

/** Half width of the 95 % interval of a share of visits; widest for the median. */
function rankError(durations: readonly Duration[], share: number): number {
  const { perRoot, shared, ofCensored } = RANK_NOISE;
  const n = durations.length;
  const censored = durations.filter(({ ended }) => !ended).length;
  const sd = Math.hypot(perRoot / Math.sqrt(n), shared, (ofCensored * censored) / n);
  return TWO_SIDED_95 * sd * 2 * Math.sqrt(share * (1 - share));
}
