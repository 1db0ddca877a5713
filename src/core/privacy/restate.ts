import type { Addition } from '../metrics/door-metrics.ts';
import { restateDoor } from '../metrics/door-metrics.ts';
import { withDerived } from '../metrics/merging/derived-metrics.ts';
import { OCCUPANCY_FIELDS, restateStoreCrossings, restateStoreOccupancy } from '../metrics/store-metrics.ts';
import type { CrossingsRestatement, OccupancyRestatement, Restatement } from '../model/restatement.ts';
import type { StoreSummary, WindowSummary } from '../model/window-summary.ts';
import { roundShare } from '../statistics/round-share.ts';
import { parseIsoTime } from '../time/iso-time.ts';

/** A difference of less than one person is no news, and a day has hundreds of windows. */
const NEWS_PEOPLE = 1;

export interface Restated<W extends WindowSummary = WindowSummary> {
  /** Those that change, with a higher revision. */
  readonly windows: readonly W[];
  /** Backfilled people who may not be published in their own windows, and count in a later one. */
  readonly in: number;
  readonly out: number;
}

export interface RestateRules {
  /** So few that they may not be published. */
  readonly isSmall: (people: number) => boolean;
  /** Counts bear noise: what is exact would give it away. */
  readonly isNoisy: boolean;
}

export function restate(
  restatement: Restatement,
  published: readonly WindowSummary[],
  { isSmall, isNoisy }: RestateRules,
): Restated {
  if (restatement.kind === 'occupancy') {
    const windows = isNoisy ? [] : restateOccupancy(published, restatement, isSmall);
    return { windows, in: 0, out: 0 };
  }
  const isHidden = isNoisy || blindSpans(published.map(spanOf), restatement).length === 0;
  const left = (count: number) => (isHidden || isSmall(count) ? count : 0);
  const [leftIn, leftOut] = [left(restatement.in), left(restatement.out)];
  const told = { ...restatement, in: restatement.in - leftIn, out: restatement.out - leftOut };
  return { windows: restateCrossings(published, told), in: leftIn, out: leftOut };
}

/**
 * Published windows → those that change, with a higher revision. People from a counter's totals are spread evenly
 * over the windows without coverage of the door. They are also added to the longer windows around them. A window
 * whose even share is 0 stays unknown, so that no gap becomes a zero. Everything here follows from published numbers
 * and the totals of the whole gap.
 */
function restateCrossings(published: readonly WindowSummary[], hole: CrossingsRestatement): WindowSummary[] {
  const spans = published.map(spanOf);
  const blind = blindSpans(spans, hole);
  const parts = blind.map((_span, i) => partOf(hole, i, blind.length));
  return spans.flatMap((span) => {
    const own = parts[blind.indexOf(span)];
    const addition = own ?? sumOf(parts.filter((_part, i) => contains(span, blind[i])));
    if (addition.in === null && addition.out === null) return [];
    return [nextRevision(withAddition(span.window, hole.door, addition))];
  });
}

/** Adds restored people to a window that holds others already. */
export function addTo(
  window: WindowSummary,
  door: string,
  { in: inward, out }: { readonly in: number; readonly out: number },
): WindowSummary {
  return withAddition(window, door, { in: inward, out, errorShare: undefined });
}

/** The finest windows within the hole that know nothing of the door, in order. */
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
  const share = (count: number) => {
    const part = Math.floor(((index + 1) * count) / windows) - Math.floor((index * count) / windows);
    return part === 0 ? null : part;
  };
  const people = Math.max(hole.in, hole.out);
  const mean = people / windows;
  const errorShare = Math.sqrt(mean * (1 - 1 / windows)) / (mean + 1);
  return { in: share(hole.in), out: share(hole.out), errorShare: roundShare(Math.min(1, errorShare)) };
}

function withAddition(window: WindowSummary, id: string, addition: Addition): WindowSummary {
  const doors = window.doors.map((door) => (door.door === id ? restateDoor(door, addition) : door));
  const restored = doors.reduce((sum, door, i) => sum + door.restored - (window.doors[i]?.restored ?? 0), 0);
  const store = restateStoreCrossings(window.store, doors, restored);
  return withDerived({ ...window, doors, store });
}

/** `isSmall` decides which numbers are too small: a published number that proved to be so small is taken back. */
function restateOccupancy(
  published: readonly WindowSummary[],
  { from, stepMs, means, lows, highs }: OccupancyRestatement,
  isSmall: (people: number) => boolean,
): WindowSummary[] {
  return published.flatMap((window) => {
    const step = (spanOf(window).end - from) / stepMs - 1;
    const [mean, low, high] = [means[step], lows[step], highs[step]];
    const before = window.store.occupancy;
    if (before === null || mean === undefined || low === undefined || high === undefined) return [];
    if (Math.abs(mean - before) < NEWS_PEOPLE) return [];
    const store = isSmall(mean)
      ? takenBack(window.store)
      : restateStoreOccupancy(window.store, { mean, low, high });
    return [nextRevision({ ...window, store })];
  });
}

function takenBack(store: StoreSummary): StoreSummary {
  const suppressed = [...new Set([...(store.suppressed ?? []), ...OCCUPANCY_FIELDS])].sort();
  const none = Object.fromEntries(OCCUPANCY_FIELDS.map((field) => [field, null]));
  return { ...store, ...none, suppressed };
}

function nextRevision(window: WindowSummary): WindowSummary {
  return { ...window, revision: window.revision + 1 };
}

/** A window with its times read. */
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
