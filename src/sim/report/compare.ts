import { mergeWindows } from '../../core/metrics/merging/merge-windows.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { StoreTruth } from '../truth/store-truth.ts';
import type { TruthWindow } from '../truth/truth-window.ts';
import { truthWindow } from '../truth/truth-window.ts';
import type { Reading } from './readings.ts';
import { readWindow } from './readings.ts';

export type Span = 'window' | 'hour' | 'whole';

/** Compares one metric of a zone, a door or the store with the truth, over all spans of one length. */
export interface Comparison {
  readonly metric: string;
  readonly of: string;
  readonly span: Span;
  /** Number of spans compared: those with a value and enough coverage. */
  readonly n: number;
  /** Number of spans without a value, and of spans with a value but too little coverage. */
  readonly unknown: number;
  readonly uncovered: number;
  /** Mean coverage of all spans, including those that are not compared. */
  readonly coverageMean: number;
  readonly truthMean: number;
  readonly estimateMean: number;
  /** Mean of estimate − truth. */
  readonly bias: number;
  readonly meanAbsoluteError: number;
  /** (estimate − truth) ÷ truth of the sums over all spans. Null when the truth is 0. */
  readonly errorShare: number | null;
  /** Number of published intervals, and of those that contain the truth. */
  readonly intervals: Holding;
  /** As `intervals`, for published counts under 5. Their rounding makes intervals contain the truth too often. */
  readonly fewIntervals: Holding;
}

export interface Holding {
  readonly n: number;
  readonly holding: number;
  readonly meanWidth: number;
}

/** Counts below this number are reported separately. */
const FEW = 5;
const IS_NO_COUNT = /Ms$|Rate$|Share$|Mean$|conversion|index/;
/** Spans with less coverage than this are not compared with the truth. */
const LEAST_COVERAGE = 0.9;
const HOUR_MS = 3_600_000;

/** A published summary, and the truth of its time. */
export interface ComparedWindow {
  readonly summary: WindowSummary;
  readonly truth: TruthWindow;
}

/** Compares published summaries with the truth: by window, by hour and over the whole run. */
export function compareAll(summaries: readonly WindowSummary[], truth: StoreTruth): Comparison[] {
  const windows = newestRevisions(summaries).filter((window) => !window.partial);
  return [
    ...compareSpan('window', windows.map(withTruth(truth))),
    ...compareSpan('hour', mergeHours(windows).map(withTruth(truth))),
    ...compareSpan('whole', mergeWhole(windows).map(withTruth(truth))),
  ];
}

export function withTruth(truth: StoreTruth): (summary: WindowSummary) => ComparedWindow {
  return (summary) => {
    const fromMs = findStart(summary);
    return { summary, truth: truthWindow(truth, fromMs, fromMs + summary.durationMs) };
  };
}

/** Merges the newest revisions of windows to the hours that they fill. */
export function mergeHours(windows: readonly WindowSummary[]): WindowSummary[] {
  const hours = Map.groupBy(withoutOverlap(windows), (window) => Math.floor(findStart(window) / HOUR_MS));
  return [...hours.values()].filter((hour) => lengthOf(hour) >= HOUR_MS).map(mergeWindows);
}

/** Merges the newest revisions of windows to one. Returns an empty list if there are none. */
export function mergeWhole(windows: readonly WindowSummary[]): WindowSummary[] {
  return windows.length === 0 ? [] : [mergeWindows(withoutOverlap(windows))];
}

/** Intervals of one metric, over all zones, doors, windows and hours, and the whole run. */
export interface IntervalRecord {
  readonly metric: string;
  readonly n: number;
  readonly holding: number;
  readonly share: number;
}

/** Counts for each metric how often the published 95 % intervals contain the truth. */
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

/** Prefers 15-minute windows, because the short windows within them withheld small counts. */
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

/** Returns the newest revision of each window, in order of time. */
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

export function compareSpan(span: Span, windows: readonly ComparedWindow[]): Comparison[] {
  const readings = windows.flatMap(({ summary, truth }) => readWindow(summary, truth));
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

/** Returns 0 for an empty list. The comparison's `n` then shows that there was nothing to average. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
