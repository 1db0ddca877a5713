import { join } from 'node:path';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';

const LIBRARY = join(import.meta.dirname, '..', 'lib', 'virtual-pi');

export const virtualPiCase: VirtualPiCase = {
  title: 'a thousand people through two beams are decoded, each, with gpiomon 2, and 1 if the kernel can',
  timeoutSec: 2_700,
  run: async (bench) => {
    await bench.boot({
      job: 'beams.sh',
      program: true,
      files: {
        'cross-beams.mjs': { from: join(LIBRARY, 'guest', 'cross-beams.mjs') },
        'gpiod-v1': { from: madeOnce('gpiod-v1') },
      },
    });
  },
};
