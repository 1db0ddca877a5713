import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { usbSerial } from '../lib/virtual-pi/devices.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'a USB serial adapter has a by-id name, is read, pulled, put back and read again',
  timeoutSec: 240,
  run: async (bench) => {
    await bench.boot({ job: 'serial.sh', devices: [usbSerial('counter')] });
  },
};
