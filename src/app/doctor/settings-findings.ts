import { access, constants } from 'node:fs/promises';
import type { Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { plainText } from '../../core/model/plain-text.ts';
import { checkAdapter } from '../../links/ble/adapter-check.ts';
import { checkAccelerator } from '../../links/camera/accelerator-check.ts';
import { findLines } from '../../links/gpio/gpiod.ts';
import { findSerialDevice } from '../../links/serial/serial-device.ts';
import type { CameraOptions, CameraSource } from '../../ports/camera-link.ts';
import { OVERHEAD_MODEL } from '../../ports/camera-link.ts';
import type { BleOptions, GpioOptions, SensorPort, SerialOptions } from '../../ports/links.ts';
import type { Sensor } from '../../ports/sensor.ts';
import type { Finding } from '../../system/doctor/finding.ts';
import { fault, ok, unknown } from '../../system/doctor/finding.ts';
import { loadModel } from '../../vision/model-store.ts';

/** Checks for each sensor that its device exists and that this user can open it. */
export function sensorFindings(settings: Settings, modelFolders: readonly string[]): Promise<Finding[]> {
  return Promise.all(settings.sensors.map((sensor) => sensorFinding(sensor, modelFolders)));
}

async function sensorFinding({ id, port }: Sensor, modelFolders: readonly string[]): Promise<Finding> {
  const check = `sensor ${id}`;
  try {
    const found = await portCheck(port, modelFolders);
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
      'Put sudo in front. The user that runs Lintel must be in the groups dialout, gpio and video.',
    );
  }
  return fault(check, message, 'Check the path in the settings and the cable.');
}

/**
 * Returns a description of the device that was found. Undefined when only the running sensor can check it. Throws when
 * there is a problem.
 */
function portCheck(port: SensorPort, modelFolders: readonly string[]): Promise<string> | string | undefined {
  switch (port.link) {
    case 'serial':
    case 'modbus':
      return serialCheck(port.options);
    case 'gpio':
      return gpioCheck(port.options);
    case 'ble':
      return bleCheck(port.options);
    case 'camera':
      return cameraCheck(port.options, modelFolders);
    case 'http':
    case 'mqttIn':
    case 'mqttReceiver':
    case 'salesHttp':
    case 'salesDrop':
    case 'push':
    case 'onvif':
      return undefined;
    default:
      return port satisfies never;
  }
}

async function serialCheck({ path }: SerialOptions): Promise<string> {
  const device = await findSerialDevice(path, { sys: '/sys', dev: '/dev' });
  await access(device, constants.R_OK | constants.W_OK);
  return device;
}

async function gpioCheck({ chip, lines }: GpioOptions): Promise<string> {
  const found = await findLines({ chip, lines });
  await access(`/dev/${found.chip}`, constants.R_OK | constants.W_OK);
  return `${found.chip}, gpiomon ${found.version}`;
}

function bleCheck(options: BleOptions): string {
  const refusal = checkAdapter(options);
  if (refusal !== undefined) throw refusal;
  return options.adapter;
}

async function cameraCheck({ source, detector }: CameraOptions, modelFolders: readonly string[]) {
  const { model } = detector;
  if (source.kind === 'accelerated') return checkAccelerator(source);
  const where = await findSource(source);
  if (model === OVERHEAD_MODEL) return `${where}, no model needed`;
  await loadModel(detector, modelFolders);
  return `${where}, model ${model} is undamaged`;
}

/** Returns a description of the camera's source. Throws when its file or device cannot be read. */
async function findSource(source: CameraSource): Promise<string> {
  switch (source.kind) {
    case 'rtsp':
      return plainText(source.url);
    case 'rpicam':
    case 'accelerated':
      return `camera ${source.camera}`;
    case 'file':
    case 'v4l2': {
      const path = source.kind === 'file' ? source.path : source.device;
      await access(path, constants.R_OK);
      return path;
    }
  }
}
