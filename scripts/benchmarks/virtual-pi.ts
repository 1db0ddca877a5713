/** The long form of the virtual Pi: every case there is, by the script that runs them. Needs root, and an hour. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export async function run(): Promise<void> {
  const script = join(import.meta.dirname, '..', 'virtual-pi');
  const { status } = spawnSync(script, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  await Promise.resolve();
}

if (import.meta.main) await run();
