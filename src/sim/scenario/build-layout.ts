import type { DoorId, TagId, ZoneId } from '../../core/model/ids.ts';
import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { Door, SimCamera, SimTag, SimZone, StoreLayout } from '../model/layout.ts';
import type { SimSettings } from '../model/sim-settings.ts';
import type { SimulatedSensor } from '../model/simulated-sensors.ts';
import { simulatedAs } from '../model/simulated-sensors.ts';
import { zoneRules } from '../model/zone-rules.ts';
import { createCameraView, floorAt } from '../physics/camera-view.ts';
import type { ScenarioFile } from './scenario-file.ts';

type Pair = readonly [number, number];

const toPoint = ([x, y]: Pair): Point => ({ x, y });
const toPolygon = (corners: readonly Pair[]): Polygon => corners.map(toPoint);

/** Distance and width of a pavement that the scenario does not draw. */
const STREET_AWAY_M = 1.6;
const STREET_WIDTH_M = 2.8;

export function buildLayout(file: ScenarioFile, settings: SimSettings): StoreLayout {
  const floor = { widthM: settings.floor?.widthMetres ?? 1, heightM: settings.floor?.heightMetres ?? 1 };
  const cameras = simulatedAs(settings.sensors, 'camera').map((sensor) => cameraOf(sensor, file));
  return {
    floor,
    walls: file.walls.map(toPolygon),
    shelves: file.shelves.map(({ polygon, heightMetres }) => ({
      polygon: toPolygon(polygon),
      heightM: heightMetres,
    })),
    zones: settings.zones.flatMap((zone) => zoneOf(zone, settings, cameras)),
    ...shopfrontOf(settings, cameras),
    doors: settings.doors.flatMap(({ id }) => doorOf(id, file, floor)),
    tills: file.tills.map(({ id, serve, queue, topic }) => ({
      id,
      serve: toPoint(serve),
      queue: queue.map(toPoint),
      ...(topic === undefined ? {} : { sales: { topic } }),
    })),
    cameras,
    beams: simulatedAs(settings.sensors, 'beams').flatMap((sensor) => beamsOf(sensor, file, settings)),
    counters: simulatedAs(settings.sensors, 'counter').flatMap((sensor) => counterOf(sensor, file, settings)),
    receivers: simulatedAs(settings.sensors, 'receiver').flatMap((sensor) => receiverOf(sensor, file)),
    tags: Object.entries(file.tags).flatMap(([id, tag]) => tagOf(id, tag, file)),
    buttons: simulatedAs(settings.sensors, 'buttons').flatMap(({ id, options: { chip, lines } }) => {
      const door = settings.doors[0]?.id;
      return door === undefined ? [] : [{ sensor: id, chip, lines, door: door as DoorId }];
    }),
  };
}

function zoneOf(
  zone: SimSettings['zones'][number],
  { thresholds }: SimSettings,
  cameras: readonly SimCamera[],
): SimZone[] {
  const polygon = onFloor(zone.space, toPolygon(zone.polygon), cameras);
  if (polygon === undefined) return [];
  const servedIn = zone.serviceZone === undefined ? {} : { servedIn: zone.serviceZone as ZoneId };
  const queue = zone.isQueue ? { queue: servedIn } : {};
  return [{ id: zone.id as ZoneId, polygon, rules: zoneRules(zone, thresholds), ...queue }];
}

function shopfrontOf(
  { shopfront, lines }: SimSettings,
  cameras: readonly SimCamera[],
): Pick<StoreLayout, 'shopfront'> {
  if (shopfront === undefined) return {};
  const across = lines.filter(({ id }) => shopfront.lines.includes(id));
  const segments = across.flatMap(({ space, ...line }) => {
    const [from, to] = onFloor(space, toPolygon([line.from, line.to]), cameras) ?? [];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  return { shopfront: { lines: segments, zones: shopfront.zones as ZoneId[] } };
}

/** Projects a zone or line from a picture to the floor. Undefined when a corner lies above the horizon. */
function onFloor(space: string, polygon: Polygon, cameras: readonly SimCamera[]): Polygon | undefined {
  if (space === 'floor') return polygon;
  const camera = cameras.find(({ sensor }) => sensor === space);
  if (camera === undefined) return undefined;
  const corners = polygon.map((corner) => floorAt(createCameraView(camera), corner));
  return corners.every((corner) => corner !== undefined) ? corners : undefined;
}

function cameraOf(
  { id, model, options }: Extract<SimulatedSensor, { device: 'camera' }>,
  { cameras }: ScenarioFile,
): SimCamera {
  const pose = cameras[id];
  if (pose === undefined) throw new RangeError(`the scenario does not say how '${id}' hangs`);
  return {
    sensor: id,
    source: options.source,
    widthPx: model.frame?.widthPx ?? Number.NaN,
    heightPx: model.frame?.heightPx ?? Number.NaN,
    framesPerSecond: options.framesPerSecond ?? Number.NaN,
    pose: {
      x: pose.x,
      y: pose.y,
      heightM: pose.heightMetres,
      panDeg: pose.panDegrees,
      tiltDeg: pose.tiltDegrees,
      horizontalFovDeg: pose.fieldOfViewDegrees,
    },
    detector: withoutUndefined(pose.detector ?? {}),
    isOverhead: model.isOverhead === true,
  };
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** The inner side of a door is the side with the middle of the floor. */
function doorOf(id: string, { doors }: ScenarioFile, floor: StoreLayout['floor']): Door[] {
  const drawn = doors[id];
  if (drawn === undefined) return [];
  const [from, to] = [toPoint(drawn.from), toPoint(drawn.to)];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const normal = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const toMiddle = (floor.widthM / 2 - from.x) * normal.x + (floor.heightM / 2 - from.y) * normal.y;
  const inside = toMiddle >= 0 ? normal : { x: -normal.x, y: -normal.y };
  const street =
    drawn.street === undefined
      ? streetBefore(from, to, inside, Math.max(floor.widthM, floor.heightM))
      : { from: toPoint(drawn.street.from), to: toPoint(drawn.street.to), widthM: drawn.street.widthMetres };
  return [{ id: id as DoorId, from, to, inside, street }];
}

function streetBefore(from: Point, to: Point, inside: Point, lengthM: number): Door['street'] {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const half = lengthM / 2 + 1;
  const at = (along: number): Point => ({
    x: middle.x - inside.x * STREET_AWAY_M + inside.y * along,
    y: middle.y - inside.y * STREET_AWAY_M - inside.x * along,
  });
  return { from: at(-half), to: at(half), widthM: STREET_WIDTH_M };
}

function doorOfSensor(id: string, { doors }: SimSettings): DoorId[] {
  const door = doors.find(({ sensors }) => sensors.includes(id));
  return door === undefined ? [] : [door.id as DoorId];
}

function beamsOf(
  { id, options }: Extract<SimulatedSensor, { device: 'beams' }>,
  { beams }: ScenarioFile,
  settings: SimSettings,
) {
  const { outerInside = -0.04, innerInside = 0.04, bounceShare = 0.1 } = beams[id] ?? {};
  const [lineA = '', lineB = ''] = options.lines;
  return doorOfSensor(id, settings).map((door) => ({
    sensor: id,
    door,
    chip: options.chip,
    ...{ lineA, lineB },
    insideAM: outerInside,
    insideBM: innerInside,
    blockedLevel: options.activeLevel ?? 'low',
    bounceShare,
  }));
}

function counterOf(
  { id, options }: Extract<SimulatedSensor, { device: 'counter' }>,
  { counters }: ScenarioFile,
  settings: SimSettings,
) {
  const { missShare = 0.03, doubleShare = 0.01 } = counters[id] ?? {};
  return doorOfSensor(id, settings).map((door) => ({
    sensor: id,
    door,
    path: options.path,
    everyMs: 1000 * (options.reportIntervalSeconds ?? 5),
    missShare,
    doubleShare,
  }));
}

function receiverOf(
  { id, receiver, options }: Extract<SimulatedSensor, { device: 'receiver' }>,
  { receivers }: ScenarioFile,
) {
  const { place } = receiver;
  if (place === undefined) return [];
  const { gainDb = 0 } = receivers[id] ?? {};
  const at = { x: place.xM, y: place.yM, z: place.zM };
  return [{ sensor: id, adapter: options.adapter, ...at, gainDb }];
}

function tagOf(id: string, tag: ScenarioFile['tags'][string], { products }: ScenarioFile): SimTag[] {
  const { intervalSeconds, powerAt1mDbm, powerErrorDb, carrier } = tag;
  const sends = { tag: id as TagId, everyMs: 1000 * intervalSeconds, powerAt1mDbm, powerErrorDb };
  if ('fixed' in carrier) {
    const [x, y, z] = carrier.fixed;
    return [{ ...sends, carrier: { kind: 'fixed', x, y, z } }];
  }
  if ('staff' in carrier) return [{ ...sends, carrier: { kind: 'staff', member: carrier.staff } }];
  if ('parked' in carrier)
    return [{ ...sends, carrier: { kind: 'visitor', parked: toPoint(carrier.parked) } }];
  const { product } = carrier;
  const own = products.filter((each) => each.id === product);
  return own.map(({ position }) => ({
    ...sends,
    carrier: { kind: 'product', product, at: toPoint(position) },
  }));
}
