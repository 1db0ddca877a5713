import type { DoorId, EpochMs, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { StoreModel, ZoneModel } from '../../../src/core/model/store-model.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import { readMotSequence } from '../tracking/mot-data.ts';
import { everyFrame, observedBoxes, toTime } from '../tracking/mot-run.ts';
import type { EngineLoad } from './least-time.ts';

/** The longest of the fixed cameras, nearly two minutes: at the end of a shorter one everybody vanishes too often. */
const SCENE = 'PETS09-S2L1';
/** Each looks at the scene from another moment on. */
const CAMERAS = Array.from({ length: 5 }, (_, i) => `cam-${i}` as SensorId);
const APART_S = 20;
const FRAMES_PER_SECOND = 5;
/** Each picture is cut into so many shelves. */
const COLUMNS = 4;
const ROWS = 3;
/** Every so manieth zone is a queue. */
const QUEUE_EVERY = 10;
const COUNTER = 'counter' as SensorId;
const DOOR = 'door' as DoorId;

/** The harder load: cameras alone, in which everybody walks through a grid of zones, with ticks and a counter. */
export function createCameraLoad(seconds: number): EngineLoad {
  const model = createModel();
  const queues = model.zones.filter(({ queue }) => queue !== undefined);
  return {
    ...{ model, seconds, observations: createObservations(seconds) },
    places: {
      ...{ zones: model.zones.map(({ id }) => id), queues: queues.map(({ id }) => id) },
      ...{ door: DOOR, sensor: COUNTER },
    },
  };
}

/** Given detections of a real scene, around and around until `seconds` are over. */
function createObservations(seconds: number): Observation[] {
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

function createModel(): StoreModel {
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
