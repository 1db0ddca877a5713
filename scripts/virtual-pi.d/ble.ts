import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth } from '../lib/virtual-pi/devices.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'the kernel brings up a Bluetooth controller on a UART and hears its beacons; pulled, it is gone',
  timeoutSec: 180,
  run: async (bench) => {
    await bench.boot({ job: 'ble.sh', devices: [bluetooth()] });
  },
};
