import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '..', '..', '.cache', 'virtual-pi');

/** The folder that NAME.sh beside this file makes; kept from run to run. */
export function madeOnce(name: string): string {
  const folder = join(CACHE, name);
  if (!existsSync(folder)) {
    execFileSync(join(import.meta.dirname, `${name}.sh`), [folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  return folder;
}
