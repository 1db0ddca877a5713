import type { SensorDriver } from '../ports/driver.ts';

/**
 * The drivers by the `type` in the settings, which is also the file name. A driver is imported only when a sensor has
 * its type.
 */
const DRIVERS: Readonly<Record<string, () => Promise<{ readonly driver: SensorDriver }>>> = {
  'beam-pair': () => import('./beam-pair.ts'),
  'ble-receiver': () => import('./ble-receiver.ts'),
  'button-panel': () => import('./button-panel.ts'),
  'button-terminal': () => import('./button-terminal.ts'),
  camera: () => import('./camera.ts'),
  'counter-push': () => import('./counter-push.ts'),
  'espresense-receiver': () => import('./espresense-receiver.ts'),
  'serial-counter': () => import('./serial-counter.ts'),
  'modbus-counter': () => import('./modbus-counter.ts'),
  'onvif-counter': () => import('./onvif-counter.ts'),
  'openmqttgateway-receiver': () => import('./openmqttgateway-receiver.ts'),
  'radar-targets': () => import('./radar-targets.ts'),
  'range-counter': () => import('./range-counter.ts'),
  'reed-switch': () => import('./reed-switch.ts'),
  'sales-folder': () => import('./sales-folder.ts'),
  'sales-http': () => import('./sales-http.ts'),
  'sales-mqtt': () => import('./sales-mqtt.ts'),
  'satellite-receiver': () => import('./satellite-receiver.ts'),
  'theengs-receiver': () => import('./theengs-receiver.ts'),
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
