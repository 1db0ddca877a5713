import { mergeWindows } from '../../core/metrics/merging/merge-windows.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { StoreTruth } from '../truth/store-truth.ts';
import { truthWindow } from '../truth/truth-window.ts';
import type { Reading } from './readings.ts';
import { readWindow } from './readings.ts';

export type Span = 'window' | 'hour' | 'whole';

/** One metric of one zone, door or the store against the truth, over all spans of one length. */
export interface Comparison {
  readonly metric: string;
  readonly of: string;
  readonly span: Span;
  /** Spans compared: those with a number and nearly full coverage. */
  readonly n: number;
  /** Spans without a number, and spans with a number of which too much was not covered. */
  readonly unknown: number;
  readonly uncovered: number;
  /** Of all spans, those that are not compared too. */
  readonly coverageMean: number;
  readonly truthMean: number;
  readonly estimateMean: number;
  /** Mean of estimate − truth. */
  readonly bias: number;
  readonly meanAbsoluteError: number;
  /** Of the sums: (estimate − truth) ÷ truth; null when the truth is 0. */
  readonly errorShare: number | null;
  /** Intervals given, and how many of them hold the truth. */
  readonly intervals: Holding;
  /** Those of published counts under 5, apart: whole numbers alone make them hold too often. */
  readonly fewIntervals: Holding;
}

export interface Holding {
  readonly n: number;
  readonly holding: number;
  readonly meanWidth: number;
}

/** Counts below this are few. */
const FEW = 5;
const IS_NO_COUNT = /Ms$|Rate$|Share$|Mean$|conversion|index/;
/** Less covered than this, a span says too little to be held against the truth. */
const LEAST_COVERAGE = 0.9;
const HOUR_MS = 3_600_000;

/** Published summaries beside the truth, window by window, hour by hour and as a whole. */
export function compareAll(summaries: readonly WindowSummary[], truth: StoreTruth): Comparison[] {
  const windows = newestRevisions(summaries).filter((window) => !window.partial);
  const tiles = withoutOverlap(windows);
  const hours = Object.values(Object.groupBy(tiles, (window) => Math.floor(findStart(window) / HOUR_MS)));
  const whole = hours.flatMap((hour) => (hour !== undefined && lengthOf(hour) >= HOUR_MS ? [hour] : []));
  return [
    ...compareSpan('window', windows, truth),
    ...compareSpan('hour', whole.map(mergeWindows), truth),
    ...compareSpan('whole', tiles.length === 0 ? [] : [mergeWindows(tiles)], truth),
  ];
}

/** One kind of number, of all zones and doors and over all windows, hours and the whole run. */
export interface IntervalRecord {
  readonly metric: string;
  readonly n: number;
  readonly holding: number;
  readonly share: number;
}

/** How often the published 95 % intervals hold the truth, metric by metric. */
export function intervalRecords(comparisons: readonly Comparison[]): IntervalRecord[] {
  const groups = Map.groupBy(
    comparisons.filter(({ intervals }) => intervals.n > 0),
    ({ metric }) => metric,
  );
  return [...groups].map(([metric, group]) => {
    const n = sum(group.map(({ intervals }) => intervals.n));
    const holding = sum(group.map(({ intervals }) => intervals.holding));
    return { metric, n, holding, share: holding / n };
  });
}

/** Prefers 15-minute windows: the short windows in them withheld small counts. */
function withoutOverlap(windows: readonly WindowSummary[]): WindowSummary[] {
  const longMs = Math.max(0, ...windows.map(({ durationMs }) => durationMs));
  const long = new Set(windows.filter(({ durationMs }) => durationMs === longMs).map(findStart));
  const isCovered = (window: WindowSummary) =>
    window.durationMs < longMs && long.has(Math.floor(findStart(window) / longMs) * longMs);
  return windows.filter((window) => !isCovered(window));
}

function lengthOf(windows: readonly WindowSummary[]): number {
  return sum(windows.map(({ durationMs }) => durationMs));
}

/** Of each window the last word, in order of time. */
export function newestRevisions(summaries: readonly WindowSummary[]): WindowSummary[] {
  const newest = new Map<string, WindowSummary>();
  for (const summary of summaries) {
    const key = `${summary.startAt} ${summary.durationMs}`;
    if (summary.revision >= (newest.get(key)?.revision ?? 0)) newest.set(key, summary);
  }
  return [...newest.values()].sort((a, b) => findStart(a) - findStart(b));
}

export function findStart(summary: WindowSummary): number {
  return Date.parse(summary.startAt);
}

function compareSpan(span: Span, windows: readonly WindowSummary[], truth: StoreTruth): Comparison[] {
  const readings = windows.flatMap((window) => {
    const fromMs = findStart(window);
    return readWindow(window, truthWindow(truth, fromMs, fromMs + window.durationMs));
  });
  const groups = Object.groupBy(readings, ({ metric, of }) => `${metric} ${of}`);
  return Object.values(groups).flatMap((group) => (group === undefined ? [] : compareGroup(span, group)));
}

function compareGroup(span: Span, readings: readonly Reading[]): Comparison[] {
  const first = readings[0];
  if (first === undefined) return [];
  const known = readings.flatMap(({ estimate, ...rest }) =>
    estimate === null ? [] : [{ ...rest, estimate }],
  );
  const covered = known.filter(({ coverage }) => coverage >= LEAST_COVERAGE);
  const bounded = covered.flatMap(({ low, high, truth, estimate }) =>
    low === null || high === null ? [] : [{ low, high, truth, estimate }],
  );
  const isFew = ({ estimate }: Bounded) => !IS_NO_COUNT.test(first.metric) && estimate < FEW;
  const truthSum = sum(covered.map(({ truth }) => truth));
  const estimateSum = sum(covered.map(({ estimate }) => estimate));
  return [
    {
      metric: first.metric,
      of: first.of,
      span,
      n: covered.length,
      unknown: readings.length - known.length,
      uncovered: known.length - covered.length,
      coverageMean: mean(readings.map(({ coverage }) => coverage)),
      truthMean: mean(covered.map(({ truth }) => truth)),
      estimateMean: mean(covered.map(({ estimate }) => estimate)),
      bias: mean(covered.map(({ truth, estimate }) => estimate - truth)),
      meanAbsoluteError: mean(covered.map(({ truth, estimate }) => Math.abs(estimate - truth))),
      errorShare: truthSum === 0 ? null : (estimateSum - truthSum) / truthSum,
      intervals: holdingOf(bounded.filter((each) => !isFew(each))),
      fewIntervals: holdingOf(bounded.filter(isFew)),
    },
  ];
}

interface Bounded {
  readonly low: number;
  readonly high: number;
  readonly truth: number;
  readonly estimate: number;
}

function holdingOf(bounded: readonly Bounded[]): Holding {
  return {
    n: bounded.length,
    holding: bounded.filter(({ low, high, truth }) => low <= truth && truth <= high).length,
    meanWidth: mean(bounded.map(({ low, high }) => high - low)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0 of nothing: the count beside it says so. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
