import type { Point } from '../core/geometry/polygon.ts';
import { project, projectPolygon, viewOf } from './camera-view.ts';
import type { Door, ShopLayout, SimCamera } from './layout.ts';

/** How a camera's counting line lies: behind the threshold, where people are seen well before they cross it. */
const LINE_INSIDE_M = 1;
/** And reaches this far beyond the door on both sides: people who come or go slantwise cross it too. */
const LINE_BEYOND_M = 1.5;

/**
 * The settings file of a gateway in this shop, as plain data: what a technician would have entered. Zones and lines are
 * drawn in the first camera's picture.
 */
export function settingsOf(layout: ShopLayout) {
  const camera = layout.cameras[0];
  return {
    version: 1,
    tenant: 'sim',
    store: { id: 'sim-shop', name: 'A simulated shop' },
    gateway: 'sim-gateway',
    floor: { widthMetres: layout.floor.widthM, heightMetres: layout.floor.heightM },
    sensors: [...layout.cameras.map(cameraSettings), ...doorSensors(layout), ...buttonSettings(layout)],
    zones:
      camera === undefined
        ? []
        : layout.zones.flatMap(({ id, polygon }) => {
            const corners = projectPolygon(camera, polygon);
            const zone = { id: id as string, on: camera.sensor as string, polygon: corners.map(toPair) };
            return corners.length < 3 ? [] : [zone];
          }),
    lines: camera === undefined ? [] : layout.doors.map((door) => lineSettings(door, camera)),
    doors: layout.doors.map((door) => ({
      id: door.id as string,
      sensors: [...layout.beams, ...layout.counters]
        .filter((sensor) => sensor.door === door.id)
        .map(({ sensor }) => sensor as string),
      lines: camera === undefined ? [] : [`${door.id}-line`],
    })),
  };
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

function lineSettings(door: Door, camera: SimCamera) {
  const length = Math.hypot(door.to.x - door.from.x, door.to.y - door.from.y);
  const beyond = (a: Point, b: Point): Point => ({
    x: a.x + ((a.x - b.x) / length) * LINE_BEYOND_M + door.inside.x * LINE_INSIDE_M,
    y: a.y + ((a.y - b.y) / length) * LINE_BEYOND_M + door.inside.y * LINE_INSIDE_M,
  });
  const ends = [beyond(door.from, door.to), beyond(door.to, door.from)];
  const [from, to] = ends.map((end) => pixelOf(camera, end));
  const [start = door.from] = ends;
  const within = pixelOf(camera, { x: start.x + door.inside.x, y: start.y + door.inside.y });
  if (from === undefined || to === undefined) throw new RangeError('a line has two ends');
  const side = (to.x - from.x) * (within.y - from.y) - (to.y - from.y) * (within.x - from.x);
  // In a picture with y downwards, what is clockwise of the line is on its right.
  return {
    id: `${door.id}-line`,
    on: camera.sensor as string,
    from: toPair(from),
    to: toPair(to),
    in: side > 0 ? 'right' : 'left',
  };
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
