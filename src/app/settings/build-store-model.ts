import { doorSources } from '../../config/door-sources.ts';
import { isHeadCounter } from '../../config/head-zones.ts';
import type { Settings } from '../../config/schema.ts';
import type { DoorId, LineId, SensorId, SpaceId, TagId, ZoneId } from '../../core/model/ids.ts';
import type {
  DoorModel,
  DoorThresholds,
  LineModel,
  SensorModel,
  ShopfrontModel,
  StoreModel,
  Thresholds,
  ZoneModel,
} from '../../core/model/store-model.ts';
import { sensorsOfKind } from '../../core/model/store-model.ts';
import type { Sensor } from '../../ports/sensor.ts';
import { readManifest } from '../../vision/model-manifest.ts';
import { buildRules } from './build-rules.ts';

/**
 * Default hysteresis of lines and zones: on the floor plan 0.3 m, about the length of a foot. In a picture it is
 * PICTURE_MARGIN_SHARE of the width.
 */
const FLOOR_MARGIN_M = 0.3;
const PICTURE_MARGIN_SHARE = 0.015;
/** Height of an average person, used for cameras that look straight down. */
const PERSON_HEIGHT_M = 1.7;

export function buildStoreModel(settings: Settings): StoreModel {
  return {
    sensors: settings.sensors.map(sensorModel),
    zones: settings.zones.map((zone) => zoneModel(settings, zone)),
    lines: settings.lines.map((line) => lineModel(settings, line)),
    doors: settings.doors.map(doorModel),
    tags: settings.tags.map(({ id, kind }) => ({ id: id as TagId, kind })),
    ...floorModel(settings),
    windows: {
      durationMs: settings.windows.seconds * 1000,
      latenessMs: settings.windows.latenessSeconds * 1000,
    },
    ...(settings.shopfront && { shopfront: settings.shopfront as unknown as ShopfrontModel }),
    doorRules: doorRules(settings),
    reactions: buildRules(settings),
  };
}

function doorModel(door: Settings['doors'][number]): DoorModel {
  const { sensors, lines, parts } = doorSources(door);
  return {
    id: door.id as DoorId,
    sensors: sensors as SensorId[],
    lines: lines as LineId[],
    ...(parts.length === 0 ? {} : { parts }),
  };
}

function doorRules({ doors, thresholds }: Settings): DoorThresholds {
  const audited = doors.flatMap((door) => {
    const { sensors, lines } = doorSources(door);
    const percent = door.auditedErrorPercent;
    return percent === undefined ? [] : [...sensors, ...lines].map((id) => [id, percent / 100] as const);
  });
  return {
    bounceMs: thresholds.bounceSeconds * 1000,
    emptyAfterQuietMs: thresholds.storeEmptyAfterSeconds * 1000,
    auditedSd: Object.fromEntries(audited),
  };
}

/**
 * Adds the score from which a detector is nearly always right, if its model is in the manifest. Otherwise scores are
 * used as they are.
 */
function sensorModel({ model, port }: Sensor): SensorModel {
  if (model.kind !== 'sees-people' || port.link !== 'camera') return model;
  const { model: wanted, ownModel } = port.options.detector;
  const detector = ownModel ?? readManifest().find(({ name }) => name === wanted);
  return detector === undefined ? model : { ...model, sureScore: detector.sureScore };
}

function floorModel({ floor }: Settings): Pick<StoreModel, 'floor'> {
  if (floor === undefined) return {};
  const blocked = floor.blocked?.map((outline) => outline.map(([x, y]) => ({ x, y })));
  return {
    floor: { widthM: floor.widthMetres, heightM: floor.heightMetres, ...(blocked && { blocked }) },
  };
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
    ...headsIn(settings, zone.space),
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
    ...heightMargin(settings, line),
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

/**
 * Returns options that scale the hysteresis with the height of the person in the picture. A camera that looks from the
 * side takes it from the box. A camera that looks straight down takes it from its scale at shoulder height.
 */
function heightMargin(settings: Settings, { margin, space }: Settings['lines'][number]) {
  const camera = camerasOf(settings).find(({ id }) => id === space);
  if (margin !== undefined || camera === undefined) return {};
  const { isOverhead = false, pxPerMetre } = camera;
  if (!isOverhead) return { marginByHeight: true };
  if (pxPerMetre === undefined) return {};
  return { marginByHeight: true, personHeightPx: PERSON_HEIGHT_M * pxPerMetre };
}

function marginIn(settings: Settings, space: string): number {
  if (space === 'floor') return FLOOR_MARGIN_M;
  const camera = camerasOf(settings).find(({ id }) => id === space);
  return Math.round((camera?.frame?.widthPx ?? 0) * PICTURE_MARGIN_SHARE);
}

function sensorsSeeing(settings: Settings, space: string): SensorId[] {
  if (isHeadCounter(settings, space)) return [space as SensorId];
  const seeing = camerasOf(settings).filter(({ id, pictureToFloor }) =>
    space === 'floor' ? pictureToFloor !== undefined : id === space,
  );
  return seeing.map(({ id }) => id);
}

/**
 * Returns whether the sensor of a zone counts people, or only reports whether the zone is occupied. Empty for zones
 * without such a sensor.
 */
export function headsIn({ sensors }: Settings, space: string): Pick<ZoneModel, 'heads'> {
  const model = sensors.find(({ id }) => id === space)?.model;
  return model?.kind === 'counts-heads' ? { heads: model.isLeast ? 'occupied' : 'counted' } : {};
}

function camerasOf({ sensors }: Settings) {
  return sensorsOfKind(
    sensors.map(({ model }) => model),
    'sees-people',
  );
}
