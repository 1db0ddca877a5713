import type { SensorDriver } from '../ports/driver.ts';

/** The file name is the `type` in the settings. A driver is imported only when a sensor of its type is configured. */
const DRIVERS: Readonly<Record<string, () => Promise<{ readonly driver: SensorDriver }>>> = {
  'line-counter': () => import('./line-counter.ts'),
};

export const driverTypes: readonly string[] = Object.keys(DRIVERS).sort();

/** Throws an Error that names the known types when `type` is none of them. */
export async function loadDriver(type: string): Promise<SensorDriver> {
  const load = Object.hasOwn(DRIVERS, type) ? DRIVERS[type] : undefined;
  if (load === undefined) {
    throw new Error(`unknown sensor type '${type}'; known: ${driverTypes.join(', ')}`);
  }
  return (await load()).driver;
}
