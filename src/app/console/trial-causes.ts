// Finds the sensors that a change of the settings may have stopped.
import type { Settings } from '../../config/schema.ts';
import type { Sensor } from '../../ports/sensor.ts';

/**
 * Returns the ids of the changed sensors and of those that share hardware with them. If any other sensor stops, the
 * cause is not the change but, for example, a pulled plug.
 */
export function findSensorsAtRisk(before: Settings, after: Settings): ReadonlySet<string> {
  const old = new Map(before.sensors.map((sensor) => [sensor.id, sensor]));
  const changed = after.sensors.filter((sensor) => !opensAlike(sensor, old.get(sensor.id)));
  const taken = new Set(changed.flatMap(hardwareOf));
  return new Set(
    after.sensors
      .filter((sensor) => changed.includes(sensor) || hardwareOf(sensor).some((part) => taken.has(part)))
      .map(({ id }) => id),
  );
}

function opensAlike(sensor: Sensor, old: Sensor | undefined): boolean {
  return old !== undefined && portText(sensor) === portText(old);
}

function portText({ type, port }: Sensor): string {
  return JSON.stringify([type, port.link, port.options]);
}

/** Returns names for the hardware that only one sensor can open: a port, an adapter, a GPIO line, a camera. */
function hardwareOf({ port: { link, options } }: Sensor): string[] {
  const { path, adapter, chip, lines, source } = options as Hardware;
  const single = [path, adapter, source && JSON.stringify(source)].filter((name) => name !== undefined);
  return [...single, ...(lines ?? []).map((line) => `${chip} ${line}`)].map((name) => `${link} ${name}`);
}

interface Hardware {
  readonly path?: string;
  readonly adapter?: string;
  readonly chip?: string;
  readonly lines?: readonly string[];
  readonly source?: object;
}
