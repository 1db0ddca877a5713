import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PATTERN = '/proc/sys/kernel/core_pattern';

/** Only where the kernel writes dumps into the working directory can a test look at one. */
export const DUMPS_GO_TO_FILES = /^[^|/]+\s*$/.test(readFileSync(PATTERN, 'utf8'));
if (!DUMPS_GO_TO_FILES) console.warn(`core dumps are NOT searched: ${PATTERN} sends them elsewhere`);

/** This Node with these arguments, allowed to dump core. */
export function spawnDumping(args: readonly string[], options: SpawnOptions): ChildProcess {
  const command = 'ulimit -c unlimited 2>/dev/null; exec "$@"';
  return spawn('/bin/sh', ['-c', command, 'sh', process.execPath, ...args], options);
}
