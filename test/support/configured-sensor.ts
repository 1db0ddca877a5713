import type { SensorId } from '../../src/core/model/ids.ts';
import type { SensorDriver } from '../../src/ports/driver.ts';
import type { Sensor } from '../../src/ports/sensor.ts';

/** One sensor as the settings file would configure it. */
export function configuredSensor(
  driver: SensorDriver,
  settings: Readonly<Record<string, unknown>>,
  id = 'sensor-1',
): Sensor {
  return driver.configure({ id: id as SensorId }, driver.config.parse(settings));
}
