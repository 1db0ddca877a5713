import type { Point, Polygon } from '../core/geometry/polygon.ts';
import { project, projectPolygon, viewOf } from './camera-view.ts';
import type { Door, ShopLayout, SimCamera } from './layout.ts';
import { seenBy } from './zone-sight.ts';

/** How a camera's counting line lies: behind the threshold, where people are seen well before they cross it. */
const LINE_INSIDE_M = 1;
/** And reaches this far beyond the door on both sides: people who come or go slantwise cross it too. */
const LINE_BEYOND_M = 1.5;

/**
 * The settings file of a gateway in this shop, as plain data: what a technician would have entered. Zones and lines are
 * drawn in the picture of the camera that sees most of them.
 */
export function settingsOf(layout: ShopLayout) {
  const lines = layout.doors.flatMap((door) => lineSettings(door, layout));
  return {
    version: 1,
    tenant: 'sim',
    store: { id: 'sim-shop', name: 'A simulated shop' },
    gateway: 'sim-gateway',
    floor: { widthMetres: layout.floor.widthM, heightMetres: layout.floor.heightM },
    sensors: [...layout.cameras.map(cameraSettings), ...doorSensors(layout), ...buttonSettings(layout)],
    zones: layout.zones.flatMap(({ id, polygon }) => zoneSettings(id, polygon, layout)),
    lines,
    doors: layout.doors.map((door) => ({
      id: door.id as string,
      sensors: [...layout.beams, ...layout.counters]
        .filter((sensor) => sensor.door === door.id)
        .map(({ sensor }) => sensor as string),
      lines: lines.map(({ id }) => id).filter((id) => id === lineId(door)),
    })),
  };
}

function zoneSettings(id: string, polygon: Polygon, layout: ShopLayout) {
  const camera = bestCamera(layout, polygon);
  if (camera === undefined) return [];
  const corners = projectPolygon(camera, polygon);
  if (corners.length < 3) return [];
  return [{ id, on: camera.sensor as string, polygon: corners.map(toPair) }];
}

/** The one that sees most of it, and of equals the one in which people are largest. */
function bestCamera(layout: ShopLayout, polygon: Polygon): SimCamera | undefined {
  const rated = layout.cameras.map((camera) => ({ camera, ...seenBy(layout, [camera], polygon) }));
  rated.sort((a, b) => b.seenShare - a.seenShare || b.personPx - a.personPx);
  const best = rated[0];
  return best === undefined || best.seenShare === 0 ? undefined : best.camera;
}

function lineId(door: Door): string {
  return `${door.id}-line`;
}

function cameraSettings({ sensor, source, widthPx, heightPx, framesPerSecond }: SimCamera) {
  if (source.kind !== 'rtsp') throw new RangeError(`simulated camera '${sensor}' needs an rtsp:// address`);
  const id: string = sensor;
  return { id, type: 'camera', source: { rtsp: source.url }, widthPx, heightPx, framesPerSecond };
}

function doorSensors({ beams, counters }: ShopLayout) {
  return [
    ...beams.map(({ sensor, chip, lineA, lineB, blockedLevel }) => ({
      id: sensor as string,
      type: 'beam-pair',
      chip,
      outerLine: lineA,
      innerLine: lineB,
      blockedWhen: blockedLevel,
    })),
    ...counters.map(({ sensor, path, everyMs }) => ({
      id: sensor as string,
      type: 'line-counter',
      path,
      reportsEveryS: everyMs / 1000,
    })),
  ];
}

function buttonSettings({ buttons }: ShopLayout) {
  return buttons.map(({ sensor, chip, lines }) => ({
    id: sensor as string,
    type: 'button-panel',
    chip,
    lines,
  }));
}

/** None where no camera sees the door from within. */
function lineSettings(door: Door, layout: ShopLayout) {
  const length = Math.hypot(door.to.x - door.from.x, door.to.y - door.from.y);
  const beyond = (a: Point, b: Point): Point => ({
    x: a.x + ((a.x - b.x) / length) * LINE_BEYOND_M + door.inside.x * LINE_INSIDE_M,
    y: a.y + ((a.y - b.y) / length) * LINE_BEYOND_M + door.inside.y * LINE_INSIDE_M,
  });
  const ends = [beyond(door.from, door.to), beyond(door.to, door.from)];
  const [start = door.from, end = door.to] = ends;
  const strip = [start, end, door.to, door.from];
  const camera = bestCamera(layout, strip);
  if (camera === undefined) return [];
  const [from, to] = [pixelOf(camera, start), pixelOf(camera, end)];
  const within = pixelOf(camera, { x: start.x + door.inside.x, y: start.y + door.inside.y });
  const side = (to.x - from.x) * (within.y - from.y) - (to.y - from.y) * (within.x - from.x);
  // In a picture with y downwards, what is clockwise of the line is on its right.
  const way = side > 0 ? ('right' as const) : ('left' as const);
  return [{ id: lineId(door), on: camera.sensor as string, from: toPair(from), to: toPair(to), in: way }];
}

function pixelOf(camera: SimCamera, { x, y }: Point): Point {
  const pixel = { x: 0, y: 0 };
  if (!project(viewOf(camera), x, y, 0, pixel)) {
    throw new RangeError(`camera '${camera.sensor}' does not see (${x}, ${y})`);
  }
  return { x: Math.round(pixel.x), y: Math.round(pixel.y) };
}

function toPair({ x, y }: Point): [number, number] {
  return [x, y];
}
