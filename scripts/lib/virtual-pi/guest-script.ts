import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { NATIVE } from '../native-packages.ts';
import type { Guest } from './guest.ts';

/**
 * guest/NAME.mjs with the parts of the program that it drives, as one file for the guest. The built program cannot be taken
 * apart there; native packages are looked for in /node_modules.
 */
export async function guestScript(name: string, { cache }: Pick<Guest, 'cache'>): Promise<{ from: string }> {
  const file = join(cache, 'guest-scripts', `${name}.mjs`);
  const build = await rolldown({
    platform: 'node',
    input: join(import.meta.dirname, 'guest', `${name}.mjs`),
    external: [...NATIVE, 'onoff'],
  });
  await build.write({ file, format: 'es', codeSplitting: false });
  await build.close();
  return { from: file };
}
