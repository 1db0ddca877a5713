import { readFileSync } from 'node:fs';
import { Engine } from '../../../src/core/engine/engine.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { EpochMs, LineId, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import type { MotTracks } from './mot-data.ts';

const CAMERA = 'camera' as SensorId;
const START_MS = 1_700_000_000_000;
/** The truth counts stays of a second and more; everything else is the product's default. */
const THRESHOLDS = {
  ...{ zoneEntryMs: 500, zoneExitMs: 1_500, visitMs: 1_000, engagedMs: 30_000, lineReturnMs: 2_000 },
};
const MARGIN_SHARE = 0.015;
/** A crossing counted within this time of a true one is that one. */
const SAME_CROSSING_S = 2;
/** Time that goes on after the last picture, so that everything ends. */
const AFTER_MS = 60_000;

type Pixel = readonly [x: number, y: number];

interface SequenceTruth {
  readonly fps: number;
  readonly zones: Record<string, { polygon: Pixel[]; n: number; dwell_s: number }>;
  readonly lines: Record<
    string,
    { points: [Pixel, Pixel]; events: [at: number, side: number, id: number][] }
  >;
}

export interface PixelClip {
  readonly name: string;
  /** The sequence with the truth boxes. */
  readonly sequence: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels of the clip over pixels of the truth. */
  readonly scale: number;
  readonly truth: SequenceTruth;
}

export interface ZoneScore {
  readonly zone: string;
  readonly dwellS: number;
  readonly trueDwellS: number;
  readonly visits: number;
  readonly trueVisits: number;
}

export interface LineScore {
  readonly line: string;
  readonly missed: number;
  readonly invented: number;
  readonly crossings: number;
}

export function readPixelClips(): PixelClip[] {
  const path = sharedPath('data/video/zones-truth.json');
  const truth = JSON.parse(readFileSync(path, 'utf8')) as Record<string, SequenceTruth>;
  const clip = (name: string, sequence: string, widthPx: number, heightPx: number, scale: number) => {
    const own = truth[sequence];
    return own === undefined ? [] : [{ name, sequence, widthPx, heightPx, scale, truth: own }];
  };
  return [
    ...clip('vtest.avi', 'PETS09-S2L1', 480, 360, 480 / 768),
    ...clip('TUD-Stadtmitte.mp4', 'TUD-Stadtmitte', 640, 480, 1),
  ];
}

interface TableTruth {
  readonly zone: { readonly polygonPx: Pixel[] };
  readonly visits: readonly { readonly enter: number; readonly leave: number }[];
}

export const TABLE_CLIP = 'display-table.mp4';

/** How many of the table's visits are found with both ends within a second, of how many, and how many were found. */
export function scoreTable(
  boxes: MotTracks,
  sureScore: number,
): { right: number; visits: number; found: number } {
  const path = sharedPath('data/video/display-table.visits.json');
  const { zone, visits } = JSON.parse(readFileSync(path, 'utf8')) as TableTruth;
  const zones = { table: { polygon: zone.polygonPx, n: visits.length, dwell_s: 0 } };
  const size = { widthPx: 768, heightPx: 432, scale: 1 };
  const clip = { name: TABLE_CLIP, sequence: '', ...size, truth: { fps: 10, zones, lines: {} } };
  const left = collectFacts(clip, boxes, sureScore).filter((fact) => fact.kind === 'ZoneLeft');
  const isSame = (ms: number, s: number) => Math.abs((ms - START_MS) / 1000 - s) <= 1;
  const right = visits.filter(({ enter, leave }) =>
    left.some((one) => isSame(one.enteredAt, enter) && isSame(one.enteredAt + one.dwellMs, leave)),
  ).length;
  return { right, visits: visits.length, found: left.length };
}

function buildModel(clip: PixelClip, sureScore: number | undefined, stillAfterMs: number): StoreModel {
  const { widthPx, heightPx, scale, truth } = clip;
  const point = ([x, y]: Pixel) => ({ x: x * scale, y: y * scale });
  const margin = Math.round(widthPx * MARGIN_SHARE);
  return {
    sensors: [
      {
        id: CAMERA,
        type: 'camera',
        kind: 'sees-people',
        maxGapMs: 2_000,
        stillAfterMs,
        frame: { widthPx, heightPx },
        ...(sureScore === undefined ? {} : { sureScore }),
      },
    ],
    zones: Object.entries(truth.zones).map(([id, { polygon }]) => ({
      id: id as ZoneId,
      space: CAMERA,
      polygon: polygon.map(point),
      growBy: margin,
      thresholds: THRESHOLDS,
      sensors: [CAMERA],
    })),
    lines: Object.entries(truth.lines).map(([id, { points }]) => ({
      id: id as LineId,
      space: CAMERA,
      from: point(points[0]),
      to: point(points[1]),
      inSide: 'right' as const,
      hysteresis: margin,
      marginByHeight: true,
      thresholds: THRESHOLDS,
      sensors: [CAMERA],
    })),
    doors: [],
    windows: { durationMs: 60_000, latenessMs: 15_000 },
  };
}

/** All facts that the engine concludes from a clip's boxes. Frames without an entry were not told. */
function collectFacts(clip: PixelClip, boxes: MotTracks, sureScore?: number): Fact[] {
  const facts: Fact[] = [];
  const model = buildModel(clip, sureScore, 60 * 60_000);
  const engine = new Engine(model, { fact: (fact) => facts.push(fact), summary: () => {} });
  const last = Math.max(...boxes.keys());
  const at = (frame: number) => Math.round(START_MS + (frame * 1000) / clip.truth.fps) as EpochMs;
  for (let frame = 1; frame <= last; frame++) {
    const seen = boxes.get(frame);
    if (seen !== undefined) {
      const flat = seen.scores.flatMap((score, n) => [...seen.boxes.slice(4 * n, 4 * n + 4), score]);
      engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at: at(frame), boxes: flat });
    }
    engine.step({ kind: 'Tick', at: at(frame) });
  }
  for (let ms = 1_000; ms <= AFTER_MS; ms += 1_000)
    engine.step({ kind: 'Tick', at: (at(last) + ms) as EpochMs });
  return facts;
}

export function scoreClip(clip: PixelClip, boxes: MotTracks, sureScore?: number) {
  const facts = collectFacts(clip, boxes, sureScore);
  return { zones: zoneScores(clip, facts), lines: lineScores(clip, facts), facts };
}

function zoneScores({ truth }: PixelClip, facts: readonly Fact[]): ZoneScore[] {
  return Object.entries(truth.zones).map(([zone, { n, dwell_s }]) => {
    const left = facts.filter((fact) => fact.kind === 'ZoneLeft').filter((one) => one.zone === zone);
    const stays = left.filter((one) => one.dwellMs >= THRESHOLDS.visitMs);
    const whole = stays.filter((one) => one.resumedFrom === undefined);
    const dwellMs = stays.reduce((sum, one) => sum + one.dwellMs, 0);
    return { zone, dwellS: dwellMs / 1000, trueDwellS: dwell_s, visits: whole.length, trueVisits: n };
  });
}

/** Every true crossing takes the nearest counted one of its direction. */
function lineScores({ truth }: PixelClip, facts: readonly Fact[]): LineScore[] {
  return Object.entries(truth.lines).map(([line, { events }]) => {
    const counted = facts.flatMap((fact) =>
      fact.kind === 'LineCrossed' && fact.line === line
        ? [{ atS: (fact.at - START_MS) / 1000, side: fact.direction === 'in' ? 1 : -1 }]
        : [],
    );
    let missed = 0;
    for (const [at, side] of events) {
      const near = counted
        .filter((one) => one.side === side && Math.abs(one.atS - at) <= SAME_CROSSING_S)
        .sort((a, b) => Math.abs(a.atS - at) - Math.abs(b.atS - at))[0];
      if (near === undefined) missed += 1;
      else counted.splice(counted.indexOf(near), 1);
    }
    return { line, missed, invented: counted.length, crossings: events.length };
  });
}
