import type { PluggedDevice } from '../../ports/console/found-device.ts';
import type { Sensor } from '../../ports/sensor.ts';
import type { Machine } from '../../system/doctor/machine.ts';

/** Matches a line of rpicam-apps such as `0 : imx708 [4608x2592 10-bit RGGB] (/base/axi/…)`. */
const CAMERA = /^\s*(\d) : (\S{1,40}) \[\d+x\d+/gm;

/**
 * Lists the ribbon cable cameras of a Raspberry Pi, with rpicam-hello. Such a camera also has video devices, but ffmpeg
 * cannot read them.
 */
export async function listPiCameras(machine: Machine): Promise<PluggedDevice[]> {
  const list = (await machine.run('rpicam-hello', ['--list-cameras'])) ?? '';
  return [...list.matchAll(CAMERA)].map(([, number = '', name = '']) => {
    return { kind: 'camera', path: piCamera(number), name, lines: [] };
  });
}

/**
 * Returns the path by which the device search names the sensor's Pi camera, which has no device file. Empty for other
 * sensors.
 */
export function usedPiCamera({ port }: Pick<Sensor, 'port'>): readonly string[] {
  if (port.link !== 'camera') return [];
  const { source } = port.options;
  return source.kind === 'rpicam' || source.kind === 'accelerated' ? [piCamera(source.camera)] : [];
}

function piCamera(number: string | number): string {
  return `rpicam ${number}`;
}

/** Returns whether a video device, judged by its name in the kernel, belongs to the Pi's ribbon camera or codecs. */
export function isPiNode(name: string): boolean {
  return /^(rp1-cfe|unicam|bcm2835-|pispbe|rpivid|rpi-hevc)/.test(name);
}
