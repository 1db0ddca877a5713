import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';

export const virtualPiCase: VirtualPiCase = {
  title: 'each change of lamps on 24 lines of a GPIO chip reaches its line, and a line in use is reported',
  timeoutSec: 900,
  run: async (bench) => {
    await bench.boot({
      job: 'lamps.sh',
      program: true,
      files: { 'hold-lines.mjs': await bench.guestScript('hold-lines') },
    });
  },
};
