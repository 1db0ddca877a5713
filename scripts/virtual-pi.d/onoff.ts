import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'people through two beams are decoded by onoff, whose chip is found by its label in sysfs',
  timeoutSec: 1_500,
  run: async (bench) => {
    await bench.boot({
      job: 'onoff.sh',
      program: true,
      files: {
        'cross-beams.mjs': await bench.guestScript('cross-beams'),
        onoff: { from: madeOnce('onoff-arm64') },
      },
    });
  },
};
