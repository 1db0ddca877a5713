import { realpathSync } from 'node:fs';
import { sensorsOfKind } from '../core/model/store-model.ts';
import type { Settings } from './schema.ts';
import type { Found, Path } from './settings-problem.ts';
import { pathText } from './settings-problem.ts';

/**
 * Finds settings that fit the schema but cannot work on a device: a port or device used twice, or shapes in metres
 * instead of pixels.
 */
export function deviceFaults(settings: Settings): Found[] {
  return [...samePorts(settings), ...sameDevices(settings), ...tinyShapes(settings)];
}

/**
 * Finds ports used twice, because only one server can listen on a port. Port 0 may be repeated: the operating system
 * then picks a free port.
 */
function samePorts({ console: pages, metrics, sensors, outputs }: Settings): Found[] {
  const listeners: (readonly [Path, number])[] = [
    ...(pages.enabled
      ? [[['console', 'port'], pages.port] as const, [['console', 'lanPort'], pages.lanPort] as const]
      : []),
    ...(metrics === undefined ? [] : [[['metrics', 'port'], metrics.port] as const]),
    ...sensors.flatMap(({ port }, i) =>
      port.link === 'salesHttp' ? [[['sensors', i, 'port'], port.options.port] as const] : [],
    ),
    ...pushPorts(sensors),
    // Outputs of the type `live` may share a port.
    ...[...new Map(outputs.flatMap((output, i) => (output.type === 'live' ? [[output.port, i]] : [])))].map(
      ([port, i]) => [['outputs', i, 'port'], port] as const,
    ),
  ];
  return listeners.flatMap(([at, port], i) => {
    const first = listeners.slice(0, i).find(([, other]) => other === port);
    if (port === 0 || first === undefined) return [];
    const other = pathText(first[0]);
    const allowed = `a port other than ${other}`;
    return [
      { code: 'port-taken', values: { other }, at, value: port, allowed, mend: 'Choose another port.' },
    ];
  });
}

/**
 * Returns each port to which sensors post. Sensors with the same port and address share one server, so that port is
 * listed once.
 */
function pushPorts(sensors: Settings['sensors']): (readonly [Path, number])[] {
  const servers = new Map<string, readonly [Path, number]>();
  for (const [i, { port }] of sensors.entries()) {
    if (port.link !== 'push' || port.options.kind !== 'http') continue;
    const key = `${port.options.address} ${port.options.port}`;
    if (!servers.has(key)) servers.set(key, [['sensors', i, 'port'], port.options.port]);
  }
  return [...servers.values()];
}

/**
 * Finds devices used by more than one sensor, also under different paths. Only sensors on a shared bus may use the same
 * device.
 */
function sameDevices({ sensors }: Settings): Found[] {
  const devices = sensors.flatMap((sensor, i) => {
    const device = deviceOf(sensor);
    return device === undefined ? [] : [{ ...device, id: sensor.id, real: realName(device.name), i }];
  });
  return devices.flatMap(({ name, key, real, i }, place) => {
    const first = devices.slice(0, place).find((other) => other.real === real);
    if (first === undefined) return [];
    const mend =
      first.name === name ? 'Name another device.' : `It is the same as ${first.name}: name another.`;
    const allowed = `a device other than that of '${first.id}'`;
    const values = { sensor: first.id };
    return [{ code: 'device-taken', values, at: ['sensors', i, ...key], value: name, allowed, mend }];
  });
}

function deviceOf({ port }: Settings['sensors'][number]): { name: string; key: Path } | undefined {
  if (port.link === 'serial') return { name: port.options.path, key: ['path'] };
  if (port.link !== 'camera' || port.options.source.kind !== 'v4l2') return undefined;
  return { name: port.options.source.device, key: ['source', 'device'] };
}

/** Resolves symbolic links in the path of a device. If the device does not exist here, returns the path as written. */
function realName(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Smallest useful shape: two feet are larger in the picture. A smaller shape was probably drawn in metres. */
const SMALLEST_SHAPE_PX = 10;

function tinyShapes({ sensors, zones, lines }: Settings): Found[] {
  const models = sensorsOfKind(
    sensors.map(({ model }) => model),
    'sees-people',
  );
  const cameras = new Set<string>(models.map(({ id }) => id));
  const shapes = [
    ...zones.map(({ space, polygon }, i) => ({ space, points: polygon, at: ['zones', i, 'polygon'] })),
    ...lines.map(({ space, from, to }, i) => ({ space, points: [from, to], at: ['lines', i, 'to'] })),
  ];
  return shapes
    .filter(({ space, points }) => cameras.has(space) && isTiny(points))
    .map(({ at, points }) => ({
      code: 'shape-tiny',
      values: { limit: SMALLEST_SHAPE_PX },
      at,
      value: points,
      allowed: `pixels of the picture, ${SMALLEST_SHAPE_PX} of them at least`,
      mend: 'Give pixels, not metres; or name the floor as its space and calibrate the camera.',
    }));
}

/** Returns whether a shape is too small. Shapes without any extent are reported by another check. */
function isTiny(points: readonly (readonly [number, number])[]): boolean {
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const largest = Math.max(extent(points.map(([x]) => x)), extent(points.map(([, y]) => y)));
  return largest > 0 && largest < SMALLEST_SHAPE_PX;
}
