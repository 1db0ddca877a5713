import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'a V4L2 camera gives frames until it is pulled',
  timeoutSec: 240,
  run: async (bench) => {
    await bench.boot({ job: 'video.sh' });
  },
};
