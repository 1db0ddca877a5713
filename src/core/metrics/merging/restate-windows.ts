import type {
  CrossingsRestatement,
  OccupancyRestatement,
  ReportedInterval,
  Restatement,
} from '../../model/restatement.ts';
import type { WindowSummary } from '../../model/window-summary.ts';
import { roundCoverage } from '../../statistics/round-share.ts';
import { spreadEvenly } from '../../statistics/spread-evenly.ts';
import { partWithin } from '../../statistics/spread-over-time.ts';
import { parseIsoTime } from '../../time/iso-time.ts';
import type { Addition } from '../door-metrics.ts';
import { reportDoor, restateDoor } from '../door-metrics.ts';
import { reportStore, restateStoreCrossings, restateStoreOccupancy } from '../store-metrics.ts';
import { withDerived } from './derived-metrics.ts';

/**
 * Smallest change in people for which a window is published again. A day has hundreds of windows, too many to publish
 * all of them again.
 */
const NEWS_PEOPLE = 1;

export function restateWindows(restatement: Restatement, stored: readonly WindowSummary[]): WindowSummary[] {
  return restatement.kind === 'occupancy'
    ? restateOccupancy(stored, restatement)
    : restateCrossings(stored, restatement);
}

/**
 * Spreads people known from a counter's totals evenly over the windows in which no sensor watched the door. Longer
 * windows around them get the same people. Other windows stay unknown, so that no gap becomes a zero.
 */
function restateCrossings(published: readonly WindowSummary[], hole: CrossingsRestatement): WindowSummary[] {
  const spans = published.map(spanOf);
  if (hole.reported !== undefined) return restateReported(spans, { ...hole, reported: hole.reported });
  const blind = blindSpans(spans, hole);
  const parts = blind.map((_span, i) => partOf(hole, i, blind.length));
  return spans.flatMap((span) => {
    const own = parts[blind.indexOf(span)];
    const addition = own ?? sumOf(parts.filter((_part, i) => contains(span, blind[i])));
    if (addition.in === null && addition.out === null) return [];
    return [nextRevision(withAddition(span.window, hole.door, addition))];
  });
}

/**
 * Adds a counter's later report: its windows become covered and get their people. A window that another sensor counted
 * keeps its numbers.
 */
function restateReported(spans: readonly Span[], hole: Reported): WindowSummary[] {
  return spans.flatMap(({ window, start, end }) => {
    const door = window.doors.find(({ door: id }) => id === hole.door);
    const part = partWithin(hole, { from: start, to: end });
    if (door === undefined || part === undefined || window.partial) return [];
    const coverage = door.coverage + part.share * hole.reported.widthShare;
    if (coverage > WHOLE) return [];
    const { errorShare } = hole.reported;
    const addition = { in: part.in, out: part.out, coverage: roundCoverage(coverage), errorShare };
    const doors = window.doors.map((each) => (each.door === hole.door ? reportDoor(each, addition) : each));
    const store = reportStore(window.store, doors);
    return [nextRevision(withDerived({ ...window, doors, store }))];
  });
}

type Reported = CrossingsRestatement & { readonly reported: ReportedInterval };

/**
 * Largest possible sum of coverages, slightly above 1 because of rounding. A larger sum means that another sensor
 * already counted.
 */
const WHOLE = 1.001;

/** Returns the shortest windows within the gap in which the door has no coverage and no counts, in time order. */
function blindSpans(spans: readonly Span[], { door, from, to }: CrossingsRestatement): Span[] {
  const blind: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const { window, start, end } = span;
    const summary = window.doors.find((each) => each.door === door);
    const isUnknown = summary?.coverage === 0 && summary.in === null && summary.out === null;
    if (!isUnknown || window.partial || start < from || end > to) continue;
    if (!blind.some((part) => contains(span, part))) blind.push(span);
  }
  return blind.sort((a, b) => a.start - b.start);
}

function sumOf(parts: readonly Addition[]): Addition {
  const total = (direction: 'in' | 'out') => parts.reduce((sum, part) => sum + (part[direction] ?? 0), 0);
  return { in: total('in') || null, out: total('out') || null, errorShare: undefined };
}

function partOf(hole: CrossingsRestatement, index: number, windows: number): Addition {
  const part = spreadEvenly(hole, index, windows);
  return { in: part.in || null, out: part.out || null, errorShare: part.error };
}

function withAddition(window: WindowSummary, id: string, addition: Addition): WindowSummary {
  const doors = window.doors.map((door) => (door.door === id ? restateDoor(door, addition) : door));
  const restored = doors.reduce((sum, door, i) => sum + door.restored - (window.doors[i]?.restored ?? 0), 0);
  const store = restateStoreCrossings(window.store, doors, restored);
  return withDerived({ ...window, doors, store });
}

function restateOccupancy(
  stored: readonly WindowSummary[],
  { from, stepMs, means, lows, highs }: OccupancyRestatement,
): WindowSummary[] {
  return stored.flatMap((window) => {
    const step = (spanOf(window).end - from) / stepMs - 1;
    const [mean, low, high] = [means[step], lows[step], highs[step]];
    const before = window.store.occupancy;
    if (before === null || mean === undefined || low === undefined || high === undefined) return [];
    if (Math.abs(mean - before) < NEWS_PEOPLE) return [];
    const store = restateStoreOccupancy(window.store, { mean, low, high });
    return [nextRevision({ ...window, store })];
  });
}

function nextRevision(window: WindowSummary): WindowSummary {
  return { ...window, revision: window.revision + 1 };
}

/** A window with its start and end in ms. */
interface Span {
  readonly window: WindowSummary;
  readonly start: number;
  readonly end: number;
}

function spanOf(window: WindowSummary): Span {
  const start = parseIsoTime(window.startAt);
  return { window, start, end: start + window.durationMs };
}

function contains(span: Span, part: Span | undefined): boolean {
  return part !== undefined && part !== span && span.start <= part.start && part.end <= span.end;
}
