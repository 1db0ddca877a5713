import type { DoorId, EpochMs, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { Condition, RuleModel } from '../../../src/core/model/rule-model.ts';
import type { StoreModel, ZoneModel } from '../../../src/core/model/store-model.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import { readMotSequence } from '../tracking/mot-data.ts';
import { everyFrame, observedBoxes, toTime } from '../tracking/mot-run.ts';

const RULES = 1_000;
/** The longest of the fixed cameras, nearly two minutes: at the end of a shorter one everybody vanishes too often. */
const SCENE = 'PETS09-S2L1';
/** Each looks at the scene from another moment on. */
const CAMERAS = Array.from({ length: 5 }, (_, i) => `cam-${i}` as SensorId);
const APART_S = 20;
const FRAMES_PER_SECOND = 5;
/** Each picture is cut into so many shelves. */
const COLUMNS = 4;
const ROWS = 3;
const ZONES = CAMERAS.length * COLUMNS * ROWS;
/** Every so manieth zone is a queue. */
const QUEUE_EVERY = 10;
const COUNTER = 'counter' as SensorId;
const DOOR = 'door' as DoorId;

/** What a store's 1,000 rules look at, in parts of a hundred. */
const MIX = [
  ['people', 30],
  ['dwell', 20],
  ['entered', 14],
  ['left', 5],
  ['crossed', 6],
  ['occupancy', 5],
  ['queue', 5],
  ['fault', 5],
  ['coverage', 5],
] as const;
const KINDS = MIX.flatMap(([kind, share]) => Array.from({ length: share }, () => kind));

/** Displays that know who is about to come: some in a store's mix, as many as the largest stores have, and nothing else. */
export const APPROACHES = { none: 0, store: 16, many: 64, hardest: RULES } as const;

/** Given detections of a real scene, around and around until `seconds` are over, with ticks and a counter. */
export function createObservations(seconds: number): Observation[] {
  const start = toTime(readMotSequence(SCENE), 1);
  const frames = CAMERAS.flatMap((camera, i) => createFrames(camera, { seconds, start, place: i }));
  const ticks = Array.from(
    { length: seconds },
    (_, s): Observation => ({ kind: 'Tick', at: (start + 1000 * s) as EpochMs }),
  );
  const counts = Array.from(
    { length: seconds / 5 },
    (_, n): Observation => ({
      ...{ kind: 'CounterRead', sensor: COUNTER, at: (start + 5_000 * n) as EpochMs, mode: 'delta' },
      ...{ entered: 1, left: n % 2 },
    }),
  );
  return [...frames, ...ticks, ...counts].sort((a, b) => a.at - b.at);
}

function createFrames(
  sensor: SensorId,
  { seconds, start, place }: { readonly seconds: number; readonly start: number; readonly place: number },
): Observation[] {
  const sequence = readMotSequence(SCENE);
  const frames = everyFrame(sequence, Math.max(1, Math.round(sequence.framesPerSecond / FRAMES_PER_SECOND)));
  const boxes = frames.map((frame) => observedBoxes(sequence, frame));
  const first = place * APART_S * FRAMES_PER_SECOND;
  return Array.from(
    { length: seconds * FRAMES_PER_SECOND },
    (_, n): Observation => ({
      ...{ kind: 'PeopleSeen', sensor, boxes: boxes[(first + n) % boxes.length] ?? [] },
      // Cameras are not in step.
      at: (start + 40 * place + (1000 * n) / FRAMES_PER_SECOND) as EpochMs,
    }),
  );
}

export function createModel(): StoreModel {
  const { widthPx, heightPx } = readMotSequence(SCENE);
  const cameras = CAMERAS.map((id) => ({ id, frame: { widthPx, heightPx } }));
  return {
    sensors: [
      ...cameras.map(({ id, frame }) => ({
        ...({ id, type: 'camera', kind: 'sees-people', maxGapMs: 2_000, frame } as const),
      })),
      {
        id: COUNTER,
        type: 'serial-counter',
        kind: 'counts-people',
        method: 'counter',
        believedSd: 0.035,
        maxGapMs: 30_000,
      },
    ],
    zones: cameras.flatMap(({ id, frame }, camera) =>
      Array.from({ length: COLUMNS * ROWS }, (_, i) => createZone(camera * COLUMNS * ROWS + i, id, frame)),
    ),
    lines: [],
    doors: [{ id: DOOR, sensors: [COUNTER], lines: [] }],
    windows: { durationMs: 60_000, latenessMs: 15_000 },
  };
}

function createZone(
  zone: number,
  space: SensorId,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): ZoneModel {
  const place = zone % (COLUMNS * ROWS);
  const [width, height] = [widthPx / COLUMNS, heightPx / ROWS];
  const [left, top] = [(place % COLUMNS) * width, Math.floor(place / COLUMNS) * height];
  return {
    ...{ id: `zone-${zone}` as ZoneId, space, thresholds: THRESHOLDS, sensors: [space] },
    growBy: Math.round(widthPx / 64),
    ...(zone % QUEUE_EVERY === 0 ? { queue: {} } : {}),
    polygon: [
      { x: left, y: top },
      { x: left + width, y: top },
      { x: left + width, y: top + height },
      { x: left, y: top + height },
    ],
  };
}

export function createRules(approaches: number): RuleModel[] {
  return Array.from(
    { length: RULES },
    (_, i): RuleModel => ({
      ...{ id: `r${i}`, when: createCondition(i, approaches) },
      ...{ forMs: 5_000, clearForMs: 5_000, holdMs: 0, cooldownMs: 0, unknownForMs: 30_000 },
    }),
  );
}

function createCondition(i: number, approaches: number): Condition {
  const zone = `zone-${(i * 7) % ZONES}` as ZoneId;
  if (i < approaches) return { kind: 'approaching', zone, withinMs: 2_000 };
  switch (KINDS[(i * 37) % KINDS.length]) {
    case 'people':
      return { kind: 'people', zone, atLeast: 3, clearBelow: 2 };
    case 'dwell':
      return { kind: 'dwell', zone, atLeastMs: 30_000 };
    case 'entered':
      return { kind: 'entered', zone, times: 3, withinMs: 60_000 };
    case 'left':
      return { kind: 'left', zone, times: 3, withinMs: 60_000 };
    case 'crossed':
      return { kind: 'crossed', of: DOOR, direction: 'in', times: 3, withinMs: 60_000 };
    case 'occupancy':
      return { kind: 'occupancy', atLeast: 20 + i / 10, clearBelow: 10 };
    case 'queue':
      return {
        kind: 'queue',
        of: 'length',
        zone: `zone-${QUEUE_EVERY * (i % (ZONES / QUEUE_EVERY))}` as ZoneId,
        atLeast: 3,
        clearBelow: 2,
      };
    case 'fault':
      return { kind: 'fault', sensor: COUNTER };
    default:
      return { kind: 'coverage', of: zone, below: 0.5, clearAt: 0.6 };
  }
}
