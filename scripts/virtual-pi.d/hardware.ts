import { join } from 'node:path';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth, usbSerial } from '../lib/virtual-pi/devices.ts';

const PARTS = ['gpio.sh', 'ble.sh', 'serial.sh'];

export const virtualPiCase: VirtualPiCase = {
  title:
    'GPIO chip, Bluetooth controller and USB serial adapter on the kernel’s real interfaces, in one boot',
  timeoutSec: 300,
  isShort: true,
  run: async (bench) => {
    const files = Object.fromEntries(PARTS.map((part) => [part, { from: join(import.meta.dirname, part) }]));
    await bench.boot({ job: 'hardware.sh', devices: [bluetooth(), usbSerial('counter')], files });
  },
};
