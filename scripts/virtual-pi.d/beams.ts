import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';

export const virtualPiCase: VirtualPiCase = {
  title:
    'a thousand people through the two beams of each of two doors are decoded, each, with gpiomon 2 and with gpiomon 1',
  timeoutSec: 3_600,
  run: async (bench) => {
    const boot = { job: 'beams.sh', program: true };
    const script = await bench.guestScript('cross-beams');
    await bench.boot({ ...boot, files: { 'cross-beams.mjs': script, 'gpiod-version': '2' } });
    // The tools of version 1 speak an interface that newer kernels of Debian are built without.
    await bench.boot({
      ...boot,
      kernel: madeOnce('kernel-6.1'),
      files: {
        'cross-beams.mjs': script,
        'gpiod-version': '1',
        'gpiod-v1': { from: madeOnce('gpiod-v1') },
      },
    });
  },
};
