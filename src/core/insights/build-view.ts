import type { DarkTime } from '../metrics/merging/dark-times.ts';
import type { WindowTotals } from '../metrics/merging/window-totals.ts';
import { joinTotals } from '../metrics/merging/window-totals.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import type { ComparedStep, Comparison } from './compare-figures.ts';
import { compareFigure, findUsual } from './compare-figures.ts';
import type { Figures } from './figure.ts';
import { readThing } from './figure.ts';
import { findChanges } from './find-changes.ts';
import { findGaps, withinHours } from './find-gaps.ts';
import type { InsightsView, Series } from './insights-view.ts';
import { listFigures } from './list-figures.ts';
import type { Measure, Span } from './span-figures.ts';
import { figuresIn, settleSpan } from './span-figures.ts';
import { visitLengths } from './visit-figures.ts';

/** Largest number of sensor outages listed on a page. */
const MAX_DARK_TIMES = 60;
/** Largest number of zone transitions drawn; the most frequent ones are kept. */
const MAX_JOURNEYS = 60;
const HOUR_MS = 3_600_000;

/** An hour or day of the page; null when none of its windows is stored. */
export interface ViewStep extends Span {
  readonly totals: WindowTotals | null;
  /** Figures of the earlier steps to compare with. */
  readonly base: readonly Figures[];
}

export interface ViewOptions
  extends Pick<InsightsView, 'kind' | 'against' | 'from' | 'to' | 'startMs' | 'endMs' | 'minimumCount'>,
    Measure {
  readonly steps: readonly ViewStep[];
  /** Totals of the page's whole time. Set when storage keeps these totals but no longer the steps. */
  readonly whole: WindowTotals | null;
  /** Figures of the complete earlier periods to compare with. */
  readonly periods: readonly Figures[];
  readonly hours: InsightsView['hours'];
}

const NONE: Figures = new Map();

/** Builds everything that one page shows. */
export function buildView(options: ViewOptions): InsightsView {
  const { nowMs, openSeconds, steps, whole, periods, hours, ...head } = options;
  const known = steps.flatMap(({ totals }) => totals ?? []);
  const totals = whole ?? (known.length === 0 ? null : joinTotals(known));
  const own = steps.map((step) => (step.totals === null ? NONE : figuresIn(step.totals, step, options)));
  const compared = steps.map(({ base, endMs }, i) => ({ base, own: own[i] ?? NONE, isOver: endMs <= nowMs }));
  const comparedToMs =
    steps.findLast(({ endMs }) => endMs <= nowMs)?.endMs ?? (steps.length === 0 ? head.endMs : head.startMs);
  const common = {
    ...{ ...head, hours, steps: steps.map(({ startMs }) => startMs) },
    ...{ series: listSeries(own), usualEntries: listUsual('entries', compared) },
    ...{ comparedToMs, passing: listPassing(own) },
    changes: findChanges(steps.map(({ startMs }, i) => ({ startMs, figures: own[i] ?? NONE }))),
  };
  if (totals === null) return { ...common, ...EMPTY };
  const window = settleSpan(totals, head, options);
  const total = listFigures(totals, window);
  return {
    ...common,
    knownToMs: totals.endMs,
    figures: Object.fromEntries(total),
    usual: listUsuals({
      steps: compared,
      total: comparedToMs === head.endMs ? total : endedFigures(options, comparedToMs),
      periods,
    }),
    dwell: listDwell(window),
    journeys: mostFrequent(window.journeys),
    trolleyJourneys: mostFrequent(window.trolleyJourneys),
    visitLengths: visitLengths(window.visits),
    dark: longest(withinHours([...totals.dark, ...findGaps(steps, totals.endMs)], openSeconds)),
  };
}

/** Figures of the finished steps only: a comparison leaves out the hour or day in progress. */
function endedFigures(options: ViewOptions, endMs: number): Figures {
  const known = options.steps.flatMap((step) =>
    step.endMs <= endMs && step.totals !== null ? [step.totals] : [],
  );
  return known.length === 0
    ? NONE
    : figuresIn(joinTotals(known), { startMs: options.startMs, endMs }, options);
}

/** Lists the zones, doors and sensors that have figures in some steps and none in others. */
function listPassing(own: readonly Figures[]): string[] {
  const things = own
    .map((figures) => new Set([...figures.keys()].map(readThing)))
    .filter(({ size }) => size > 0);
  const all = new Set(things.flatMap((each) => [...each]));
  return [...all].filter((thing) => things.some((each) => !each.has(thing)));
}

const EMPTY = {
  ...{ knownToMs: null, figures: {}, usual: {}, dwell: {}, journeys: [], trolleyJourneys: [], dark: [] },
  visitLengths: { upToMs: [], shares: [] },
} satisfies Partial<InsightsView>;

function listSeries(own: readonly Figures[]): InsightsView['series'] {
  const keys = new Set(own.flatMap((figures) => [...figures.keys()]));
  return Object.fromEntries([...keys].map((key) => [key, seriesOf(own.map((figures) => figures.get(key)))]));
}

function seriesOf(figures: readonly ReturnType<Figures['get']>[]): Series {
  const column = (field: 'value' | 'low' | 'high') => figures.map((figure) => short(figure?.[field] ?? null));
  const [low, high] = [column('low'), column('high')];
  const seen = figures.map((figure) => figure?.coverage ?? 0);
  return {
    value: column('value'),
    ...(low.every((end) => end === null) ? {} : { low, high }),
    ...(seen.every((share) => share === 1) ? {} : { seen }),
  };
}

/** Rounds to four decimals, the most that a page shows. */
function short(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}

function listUsual(key: string, steps: readonly ComparedStep[]): (number | null)[] {
  return steps.map((step) => short(findUsual(key, step) ?? null));
}

function listUsuals(comparison: Comparison): InsightsView['usual'] {
  const compared = [...comparison.total.keys()].flatMap((key) => {
    const usual = compareFigure(key, comparison);
    return usual === undefined ? [] : [[key, usual] as const];
  });
  return Object.fromEntries(compared);
}

function listDwell({ zones }: WindowSummary): InsightsView['dwell'] {
  return Object.fromEntries(zones.flatMap(({ zone, dwell }) => (dwell === null ? [] : [[zone, dwell.bins]])));
}

function mostFrequent(journeys: InsightsView['journeys']): InsightsView['journeys'] {
  return journeys.toSorted((a, b) => b.n - a.n).slice(0, MAX_JOURNEYS);
}

/** Keeps the longest outages, in order of time. Outages under an hour stay only while there is room. */
function longest(times: readonly DarkTime[]): DarkTime[] {
  const length = ({ fromMs, toMs }: DarkTime) => toMs - fromMs;
  return times
    .toSorted((a, b) => length(b) - length(a))
    .filter((time, i) => i < MAX_DARK_TIMES || length(time) >= 24 * HOUR_MS)
    .slice(0, 2 * MAX_DARK_TIMES)
    .sort((a, b) => a.fromMs - b.fromMs);
}
