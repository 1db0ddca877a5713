import { addBins, durationsOf, sketchDwell } from './dwell-sketch.ts';
import type { DwellSummary } from './summary.ts';
import type { Duration } from './survival.ts';
import { survivalCurve, survivalQuantile } from './survival.ts';

interface EndedVisit {
  readonly dwellMs: number;
  readonly censored?: string;
}

/** The visits that ended in one window; null when none did. */
export function summariseDwell(visits: readonly EndedVisit[]): DwellSummary | null {
  if (visits.length === 0) return null;
  return {
    n: visits.length,
    censored: visits.filter((visit) => visit.censored !== undefined).length,
    sumMs: visits.reduce((sum, visit) => sum + visit.dwellMs, 0),
    maxMs: Math.max(...visits.map((visit) => visit.dwellMs)),
    ...quantiles(visits.map((visit) => ({ length: visit.dwellMs, ended: visit.censored === undefined }))),
    bins: sketchDwell(visits),
  };
}

/** Several windows' visits together: counts and sums exactly, quantiles to within the bins' 4.8 %. */
export function mergeDwell(summaries: readonly DwellSummary[]): DwellSummary | null {
  if (summaries.length <= 1) return summaries[0] ?? null;
  const total = (key: 'n' | 'censored' | 'sumMs') =>
    summaries.reduce((sum, summary) => sum + summary[key], 0);
  const bins = addBins(summaries.flatMap((summary) => summary.bins));
  return {
    n: total('n'),
    censored: total('censored'),
    sumMs: total('sumMs'),
    maxMs: Math.max(...summaries.map((summary) => summary.maxMs)),
    ...quantiles(durationsOf(bins)),
    bins,
  };
}

function quantiles(durations: readonly Duration[]) {
  const curve = survivalCurve(durations);
  const median = survivalQuantile(curve, 0.5);
  const p90 = survivalQuantile(curve, 0.9);
  return {
    medianMs: median.value,
    medianLowMs: median.low,
    medianHighMs: median.high,
    p90Ms: p90.value,
    p90LowMs: p90.low,
    p90HighMs: p90.high,
  };
}
