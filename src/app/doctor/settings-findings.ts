import { access, constants } from 'node:fs/promises';
import type { SensorSettings, Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/gateway-error.ts';
import { loadDriver } from '../../drivers/registry.ts';
import { checkAdapter } from '../../links/ble-preflight.ts';
import { findLines } from '../../links/gpio-tools.ts';
import { findSerialDevice } from '../../links/serial-device.ts';
import type { BleOptions, GpioOptions, Links, SerialOptions } from '../../ports/links.ts';
import { OVERHEAD_MODEL } from '../../ports/links.ts';
import type { Finding } from '../../system/doctor/finding.ts';
import { fault, ok, unknown } from '../../system/doctor/finding.ts';
import { loadModel } from '../../vision/model-store.ts';

/** Every sensor of the settings: is what it needs there, and may this user open it? */
export function sensorFindings(settings: Settings, modelFolders: readonly string[]): Promise<Finding[]> {
  return Promise.all(settings.sensors.map((sensor) => sensorFinding(sensor, modelFolders)));
}

async function sensorFinding(sensor: SensorSettings, modelFolders: readonly string[]): Promise<Finding> {
  const check = `sensor ${sensor.id}`;
  const driver = await loadDriver(sensor.type);
  const { id: _id, type: _type, name: _name, ...own } = sensor;
  try {
    const found = await CHECKS[driver.link]?.(driver.config.parse(own), modelFolders);
    return found === undefined ? unknown(check, 'nothing to check before it runs') : ok(check, found);
  } catch (error) {
    return explained(check, error);
  }
}

function explained(check: string, error: unknown): Finding {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof GatewayError) return fault(check, error.code, `${message}.`);
  if (code === 'EACCES' || code === 'EPERM') {
    return fault(
      check,
      message,
      'Run this as the service’s user; it must be in the groups dialout, gpio and video.',
    );
  }
  return fault(check, message, 'Check the path in the settings and the cable.');
}

type Check = (own: Record<string, unknown>, modelFolders: readonly string[]) => Promise<string> | string;

const serialPort: Check = async (own) => {
  const device = await findSerialDevice((own as unknown as SerialOptions).path, { sys: '/sys', dev: '/dev' });
  await access(device, constants.R_OK | constants.W_OK);
  return device;
};

const CHECKS: { readonly [link in keyof Links]?: Check } = {
  serial: serialPort,
  modbus: serialPort,
  gpio: async (own) => {
    const { chip } = own as unknown as GpioOptions;
    const lines = ['outerGpioLine', 'innerGpioLine', 'gpioLine', 'gpioLines'].flatMap(
      (key) => own[key] ?? [],
    );
    const found = await findLines({ chip, lines: lines.map(String) });
    await access(`/dev/${found.chip}`, constants.R_OK | constants.W_OK);
    return `${found.chip}, gpiomon ${found.version}`;
  },
  ble: (own) => {
    const options = own as unknown as BleOptions;
    const refusal = checkAdapter(options);
    if (refusal !== undefined) throw refusal;
    return options.adapter;
  },
  camera: async (own, modelFolders) => {
    const source = own['source'] as Record<string, unknown>;
    const path = source['file'] ?? source['device'];
    if (path !== undefined) await access(String(path), constants.R_OK);
    const model = String(own['model']);
    const where = path ?? source['rtsp'] ?? `camera ${source['rpicam']}`;
    if (model === OVERHEAD_MODEL) return `${withoutLogin(String(where))}, no model needed`;
    await loadModel(model, modelFolders);
    return `${withoutLogin(String(where))}, model ${model} is undamaged`;
  },
};

/** A camera's address may carry its user and password. */
function withoutLogin(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//…@');
}
