import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'gpiomon sees every edge of a simulated GPIO chip, which is found by its label',
  timeoutSec: 180,
  run: async (bench) => {
    await bench.boot({ job: 'gpio.sh' });
  },
};
