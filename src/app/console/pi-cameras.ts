import type { PluggedDevice } from '../../ports/console/found-device.ts';
import type { Sensor } from '../../ports/sensor.ts';
import type { Machine } from '../../system/doctor/machine.ts';

/** `0 : imx708 [4608x2592 10-bit RGGB] (/base/axi/…)`, in the words of rpicam-apps. */
const CAMERA = /^\s*(\d) : (\S{1,40}) \[\d+x\d+/gm;

/** The cameras at a Raspberry Pi's ribbon cables. Their kernel nodes give no picture that ffmpeg could read. */
export async function listPiCameras(machine: Machine): Promise<PluggedDevice[]> {
  const list = (await machine.run('rpicam-hello', ['--list-cameras'])) ?? '';
  return [...list.matchAll(CAMERA)].map(([, number = '', name = '']) => {
    return { kind: 'camera', path: piCamera(number), name, lines: [] };
  });
}

/** How found devices name a Pi camera, which has no device file. */
export function usedPiCamera({ port }: Pick<Sensor, 'port'>): readonly string[] {
  if (port.link !== 'camera') return [];
  const { source } = port.options;
  return source.kind === 'rpicam' || source.kind === 'accelerated' ? [piCamera(source.camera)] : [];
}

function piCamera(number: string | number): string {
  return `rpicam ${number}`;
}

/** Nodes of the Pi's own camera and codec hardware, by the names that its kernel gives them. */
export function isPiNode(name: string): boolean {
  return /^(rp1-cfe|unicam|bcm2835-|pispbe|rpivid|rpi-hevc)/.test(name);
}
