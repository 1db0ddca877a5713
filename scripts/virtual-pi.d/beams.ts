import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';

const LIBRARY = join(import.meta.dirname, '..', 'lib', 'virtual-pi');
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'virtual-pi');

export const virtualPiCase: VirtualPiCase = {
  title: 'a thousand people through two beams are decoded with gpiomon 2 and gpiomon 1, and by onoff',
  timeoutSec: 2_700,
  run: async (bench) => {
    await bench.boot({
      job: 'beams.sh',
      program: true,
      files: {
        'cross-beams.mjs': { from: join(LIBRARY, 'guest', 'cross-beams.mjs') },
        'gpiod-v1': { from: tools('gpiod-v1') },
        onoff: { from: tools('onoff-arm64') },
      },
    });
  },
};

/** Made once, and kept. */
function tools(name: string): string {
  const folder = join(CACHE, name);
  if (!existsSync(folder)) {
    execFileSync(join(LIBRARY, `${name}.sh`), [folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return folder;
}
