import type { SensorSettings, Settings } from '../config/schema.ts';
import type {
  DoorRules,
  LineModel,
  ReceiverModel,
  SensorModel,
  ShopfrontModel,
  StoreModel,
  Thresholds,
  ZoneModel,
} from '../core/engine/store-model.ts';
import type { Calibration } from '../core/geometry/homography.ts';
import type { DoorId, LineId, SensorId, SpaceId, TagId, ZoneId } from '../core/types.ts';
import type { CalibrationSettings } from '../drivers/camera.ts';
import { calibrate, pictureSizeOf } from '../drivers/camera.ts';
import type { ReceiverSettings } from '../drivers/support/receiver-settings.ts';
import { OVERHEAD_MODEL } from '../ports/links.ts';
import { readManifest } from '../vision/model-manifest.ts';

/** Seconds of silence after which a camera no longer counts as live; it sends a frame several times a second. */
const CAMERA_GAP_MS = 2_000;
/** Other links prove that they are alive every five seconds. */
const LINK_GAP_MS = 15_000;

const USUAL_BUTTONS = 4;

/** Hysteresis where the settings name none: about a foot's length of a person's step. */
const FLOOR_MARGIN_M = 0.3;
const PICTURE_MARGIN_SHARE = 0.015;

/** The checked settings → what the engine needs of them. */
export function storeModel(settings: Settings): StoreModel {
  return {
    sensors: settings.sensors.map(sensorModel),
    zones: settings.zones.map((zone) => zoneModel(settings, zone)),
    lines: settings.lines.map((line) => lineModel(settings, line)),
    doors: settings.doors.map((door) => ({
      id: door.id as DoorId,
      sensors: door.sensors as SensorId[],
      lines: door.lines as LineId[],
    })),
    tags: settings.tags.map(({ id, kind }) => ({ id: id as TagId, kind })),
    ...floorModel(settings),
    windows: {
      durationMs: settings.windows.seconds * 1000,
      latenessMs: settings.windows.latenessSeconds * 1000,
    },
    ...(settings.shopfront && { shopfront: settings.shopfront as unknown as ShopfrontModel }),
    doorRules: doorRules(settings),
  };
}

function doorRules({ doors, thresholds }: Settings): DoorRules {
  const audited = doors.flatMap(({ sensors, lines, auditedErrorPercent: percent }) =>
    percent === undefined ? [] : [...sensors, ...lines].map((id) => [id, percent / 100] as const),
  );
  return {
    bounceMs: thresholds.bounceSeconds * 1000,
    emptyAfterQuietMs: thresholds.storeEmptyAfterSeconds * 1000,
    auditedSd: Object.fromEntries(audited),
  };
}

function sensorModel(sensor: SensorSettings): SensorModel {
  const id = sensor.id as SensorId;
  const receiver = receiverModel(sensor);
  if (receiver !== undefined) return { id, type: sensor.type, maxGapMs: LINK_GAP_MS, receiver };
  if (sensor.type !== 'camera') return { id, type: sensor.type, maxGapMs: LINK_GAP_MS, ...buttonsOf(sensor) };
  const frame = pictureSizeOf(sensor);
  const floor = calibrationOf(sensor);
  return {
    id,
    type: sensor.type,
    maxGapMs: cameraGapMs(Number(sensor['framesPerSecond'] ?? 1)),
    frameMs: Math.round(1000 / Number(sensor['framesPerSecond'] ?? 1)),
    ...sureScoreOf(String(sensor['model'])),
    ...(sensor['model'] === OVERHEAD_MODEL ? { isOverhead: true } : {}),
    ...(Number(sensor['stationaryMinutes'] ?? 0) > 0
      ? { stillAfterMs: Number(sensor['stationaryMinutes']) * 60_000 }
      : {}),
    ...(frame === undefined ? {} : { frame }),
    ...(floor === undefined ? {} : { pictureToFloor: floor.pictureToFloor }),
  };
}

/** A camera slower than one frame a second must not look broken between frames. */
export function cameraGapMs(framesPerSecond: number): number {
  return Math.max(CAMERA_GAP_MS, 3000 / framesPerSecond);
}

/** Only radios that hear tags say from which level on a radio is in the shop. */
function receiverModel(sensor: SensorSettings): ReceiverModel | undefined {
  const { presentMinDbm, position, canary } = sensor as Partial<ReceiverSettings>;
  if (presentMinDbm === undefined) return undefined;
  return {
    insideDbm: presentMinDbm,
    ...(position && { place: { xM: position.x, yM: position.y, zM: position.heightMetres } }),
    ...(canary && { canary: canary.tag as TagId }),
  };
}

function floorModel({ floor }: Settings): Pick<StoreModel, 'floor'> {
  if (floor === undefined) return {};
  const blocked = floor.blocked?.map((outline) => outline.map(([x, y]) => ({ x, y })));
  return {
    floor: { widthM: floor.widthMetres, heightM: floor.heightMetres, ...(blocked && { blocked }) },
  };
}

/** Of a feedback terminal: one for each line, or as many as its settings say. */
function buttonsOf(sensor: SensorSettings): { readonly buttons?: number } {
  if (sensor.type === 'button-panel') return { buttons: (sensor['gpioLines'] as readonly string[]).length };
  return sensor.type === 'button-terminal' ? { buttons: Number(sensor['buttons'] ?? USUAL_BUTTONS) } : {};
}

/** A model given by a path is not in the manifest: the tracker then takes its scores as they are. */
function sureScoreOf(model: string): { readonly sureScore?: number } {
  const entry = readManifest().find(({ name }) => name === model);
  return entry === undefined ? {} : { sureScore: entry.sureScore };
}

/** How a camera's picture lies on the floor plan; undefined when it was never calibrated. */
export function calibrationOf(camera: SensorSettings): Calibration | undefined {
  const pairs = camera['calibration'] as CalibrationSettings | undefined;
  return pairs && calibrate(pairs);
}

function zoneModel(settings: Settings, zone: Settings['zones'][number]): ZoneModel {
  const shared = thresholdsOf(settings);
  const own = (seconds: number | undefined, sharedMs: number) =>
    seconds === undefined ? sharedMs : seconds * 1000;
  return {
    id: zone.id as ZoneId,
    space: zone.space as SpaceId,
    polygon: zone.polygon.map(([x, y]) => ({ x, y })),
    growBy: zone.margin ?? marginIn(settings, zone.space),
    thresholds: {
      ...shared,
      zoneEntryMs: own(zone.entrySeconds, shared.zoneEntryMs),
      zoneExitMs: own(zone.exitSeconds, shared.zoneExitMs),
      visitMs: own(zone.visitSeconds, shared.visitMs),
      engagedMs: own(zone.engagedSeconds, shared.engagedMs),
    },
    sensors: sensorsSeeing(settings, zone.space),
    ...(zone.isQueue
      ? { queue: zone.serviceZone === undefined ? {} : { servedIn: zone.serviceZone as ZoneId } }
      : {}),
    ...(zone.staffOnly ? { isStaffOnly: true } : {}),
  };
}

function lineModel(settings: Settings, line: Settings['lines'][number]): LineModel {
  const [fromX, fromY] = line.from;
  const [toX, toY] = line.to;
  return {
    id: line.id as LineId,
    space: line.space as SpaceId,
    from: { x: fromX, y: fromY },
    to: { x: toX, y: toY },
    inSide: line.insideSide,
    hysteresis: line.margin ?? marginIn(settings, line.space),
    ...(line.mode === 'tolerant' ? { isTolerant: true } : {}),
    thresholds: thresholdsOf(settings),
    sensors: sensorsSeeing(settings, line.space),
  };
}

function thresholdsOf({ thresholds }: Settings): Thresholds {
  return {
    zoneEntryMs: thresholds.zoneEntrySeconds * 1000,
    zoneExitMs: thresholds.zoneExitSeconds * 1000,
    visitMs: thresholds.visitSeconds * 1000,
    engagedMs: thresholds.engagedSeconds * 1000,
    lineReturnMs: thresholds.uTurnSeconds * 1000,
  };
}

function marginIn(settings: Settings, space: string): number {
  if (space === 'floor') return FLOOR_MARGIN_M;
  const camera = settings.sensors.find((sensor) => sensor.id === space);
  return Math.round(((camera && pictureSizeOf(camera)?.widthPx) ?? 0) * PICTURE_MARGIN_SHARE);
}

function sensorsSeeing(settings: Settings, space: string): SensorId[] {
  const cameras = settings.sensors.filter((sensor) => sensor.type === 'camera');
  const seeing = cameras.filter((camera) =>
    space === 'floor' ? camera['calibration'] !== undefined : camera.id === space,
  );
  return seeing.map((camera) => camera.id as SensorId);
}
