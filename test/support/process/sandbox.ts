import { spawnSync } from 'node:child_process';

/** Whether a command is there and does what it must, without a word. */
function works(command: string, parameters: readonly string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore' }).status === 0;
}

/** A mount namespace of our own, as root or as a user who may have one: small and read-only disks. */
export const MAY_MOUNT = works('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt']);

/** strace, and that we may trace: failing and slow system calls. */
export const MAY_TRACE = works('strace', ['-f', '-o', '/dev/null', 'true']);

/** Runs a script of test/support under a wrapper, and returns the JSON of its last line. */
export function runScript<T>(wrapper: readonly string[], script: string, parameters: readonly string[]): T {
  const [command = '', ...rest] = [...wrapper, process.execPath, `test/support/${script}`, ...parameters];
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}
