import type { Point } from '../../core/model/shapes.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { HeatMap, PathRecorder } from '../people/path-recorder.ts';
import type { StoreTruth } from '../truth/store-truth.ts';
import type { TruthWindow } from '../truth/truth-window.ts';
import { truthWindow } from '../truth/truth-window.ts';
import type { ZoneRadio } from '../truth/zone-radio.ts';
import { zoneRadio } from '../truth/zone-radio.ts';
import type { ZoneSight } from '../truth/zone-sight.ts';
import { zoneSight } from '../truth/zone-sight.ts';
import type { Comparison, IntervalRecord } from './compare.ts';
import { compareAll, findStart, intervalRecords, newestRevisions } from './compare.ts';
import type { Unknown } from './unknowns.ts';
import { listUnknowns } from './unknowns.ts';

export interface ZoneVerdict extends ZoneSight, Partial<ZoneRadio> {
  readonly zone: string;
  /** Error of the whole run's person-time, as a share of the truth. */
  readonly presenceErrorShare: number | null;
  readonly visitsErrorShare: number | null;
  /** Error of the time that trolleys and baskets spent in the zone, as a share of the truth. */
  readonly trolleyErrorShare: number | null;
  /** Reasons for the zone's errors, the likeliest first. */
  readonly reasons: readonly string[];
}

/** The metrics that a sensor layout measured in a simulated store, with the true values. */
export interface SimReport {
  readonly title: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Local time of the store minus UTC. */
  readonly utcOffsetMs: number;
  readonly truth: TruthWindow;
  readonly comparisons: readonly Comparison[];
  readonly intervals: readonly IntervalRecord[];
  /** Zones, the one with the largest error first. */
  readonly zones: readonly ZoneVerdict[];
  /** Metrics without a number or interval, and metrics with a large error. Each has its reason. */
  readonly unknowns: readonly Unknown[];
  readonly layout: StoreLayout;
  readonly heat: HeatMap;
  readonly paths: readonly (readonly { readonly x: number; readonly y: number }[])[];
}

export interface ReportOptions {
  readonly title: string;
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly truth: StoreTruth;
  /** Published summaries. A report reads nothing from inside the gateway or the simulated sensors. */
  readonly summaries: readonly WindowSummary[];
  readonly recorder: PathRecorder;
}

/** Throws a RangeError when the run has no complete window. */
export function createSimReport({
  title,
  seed,
  utcOffsetMs,
  truth,
  summaries,
  recorder,
}: ReportOptions): SimReport {
  const windows = newestRevisions(summaries).filter((window) => !window.partial);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('no complete window was published');
  const [fromMs, toMs] = [findStart(first), Math.max(...windows.map((w) => findStart(w) + w.durationMs))];

  const comparisons = compareAll(windows, truth);
  const heat = recorder.heat();
  const zones = judgeZones(truth.layout, comparisons, heat);
  const real = truthWindow(truth, fromMs, toMs);
  const reasonsOf = (id: string) => zones.find(({ zone }) => zone === id)?.reasons ?? [];
  return {
    title,
    seed,
    fromMs,
    toMs,
    utcOffsetMs,
    truth: real,
    comparisons,
    intervals: intervalRecords(comparisons),
    zones,
    unknowns: listUnknowns(last, comparisons, {
      ...{ reasonsOf, reasonsAtDoors: judgeDoors(truth.layout, heat) },
      waitersOf: (id) => real.queues.find(({ zone }) => zone === id)?.waitsMs.filter(isLong).length ?? 0,
      staffShare: staffShareOf(truth),
    }),
    layout: truth.layout,
    heat,
    paths: recorder.paths(),
  };
}

const LONG_WAIT_MS = 5_000;

function isLong(waitMs: number): boolean {
  return waitMs > LONG_WAIT_MS;
}

function staffShareOf({ stays }: StoreTruth): number {
  const ended = stays.filter(({ outMs }) => Number.isFinite(outMs));
  const timeOf = (list: typeof ended) => list.reduce((sum, { inMs, outMs }) => sum + outMs - inMs, 0);
  return timeOf(ended.filter(({ person }) => person.kind === 'staff')) / Math.max(1, timeOf(ended));
}

function judgeZones(layout: StoreLayout, comparisons: readonly Comparison[], heat: HeatMap): ZoneVerdict[] {
  const errorOf = (metric: string, zone: string) =>
    comparisons.find((c) => c.span === 'whole' && c.metric === metric && c.of === zone)?.errorShare ?? null;
  const verdicts = layout.zones.map(({ id, polygon }) => {
    const sight = { ...zoneSight(layout, polygon, heat), ...zoneRadio(layout, polygon) };
    return {
      zone: id,
      ...sight,
      presenceErrorShare: errorOf('zone.presenceMs', id),
      visitsErrorShare: errorOf('zone.visits', id),
      trolleyErrorShare: errorOf('trolley.presenceMs', id),
      reasons: reasonsFor(sight),
    };
  });
  const badness = ({ presenceErrorShare: presence, visitsErrorShare: visits }: ZoneVerdict) =>
    Math.abs(presence ?? 1) + Math.abs(visits ?? 1);
  return verdicts.sort((a, b) => badness(b) - badness(a));
}

/** Returns the reasons why cameras see the floor inside a door badly. */
function judgeDoors(layout: StoreLayout, heat: HeatMap): string[] {
  return layout.doors.flatMap(({ id, from, to, inside }) => {
    const away = (p: Point): Point => ({ x: p.x + INSIDE_M * inside.x, y: p.y + INSIDE_M * inside.y });
    const { borderShare: _border, ...sight } = zoneSight(layout, [from, to, away(to), away(from)], heat);
    if (sight.seenShare === 0) return [];
    return reasonsFor({ ...sight, borderShare: 0 }).map((reason) => `inside ${id}, ${reason}`);
  });
}

/** A camera should see people from this distance inside the door on. */
const INSIDE_M = 1.5;
/** Limits of a zone's accuracy: less floor seen, smaller people or more time near the border make its numbers worse. */
const GOOD_SEEN_SHARE = 0.95;
const GOOD_PERSON_PX = 60;
const BAD_BORDER_SHARE = 0.3;
const BAD_FEET_SHARE = 0.3;

type Sight = ZoneSight & Partial<ZoneRadio>;

function reasonsFor({ seenShare, personPx, feetHiddenShare, borderShare, ...radio }: Sight): string[] {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const reasons: string[] = [];
  if (seenShare < GOOD_SEEN_SHARE) reasons.push(`cameras see only ${percent(seenShare)} of it`);
  if (seenShare > 0 && personPx < GOOD_PERSON_PX) {
    reasons.push(`people are only ${Math.round(personPx)} px high there`);
  }
  if (feetHiddenShare > BAD_FEET_SHARE) {
    reasons.push(
      `people’s feet are hidden on ${percent(feetHiddenShare)} of it, so they seem to stand farther off`,
    );
  }
  if (borderShare > BAD_BORDER_SHARE) {
    reasons.push(`${percent(borderShare)} of the time in it is spent within 0.3 m of its border`);
  }
  return [...reasons, ...radioReasons(radio)];
}

/**
 * Position fixes with an error as large as the zone lie outside it as often as inside. Only a long track corrects this.
 */
function radioReasons({ fixErrorM, widthM = 0 }: Partial<ZoneRadio>): string[] {
  if (fixErrorM === undefined || fixErrorM < widthM) return [];
  const size = `and the zone is ${widthM.toFixed(1)} m across`;
  return Number.isFinite(fixErrorM)
    ? [`trolleys: from these receivers one fix is off by about ${fixErrorM.toFixed(1)} m, ${size}`]
    : [`trolleys: receivers in one place or line cannot tell where a tag is, ${size}`];
}
