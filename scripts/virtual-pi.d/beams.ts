import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';

/** GPIOMON=1 for one of them alone. */
const VERSIONS = (process.env['GPIOMON'] ?? '2 1').split(' ');

export const virtualPiCase: VirtualPiCase = {
  title: `a thousand people through the two beams of each of two doors are decoded, each, with gpiomon ${VERSIONS.join(' and ')}`,
  timeoutSec: 3_600,
  run: async (bench) => {
    const script = await bench.guestScript('cross-beams');
    for (const version of VERSIONS) {
      const isOld = version === '1';
      await bench.boot({
        job: 'beams.sh',
        program: true,
        // The tools of version 1 speak an interface that newer kernels of Debian are built without.
        ...(isOld && { kernel: madeOnce('kernel-6.1') }),
        files: {
          'cross-beams.mjs': script,
          'gpiod-version': version,
          ...(isOld && { 'gpiod-v1': { from: madeOnce('gpiod-v1') } }),
        },
      });
    }
  },
};
