import { fork } from 'node:child_process';
import { programPart } from '../../files/program-files.ts';
import type { PlanPicture } from '../../ports/console/console.ts';

/** Longest time to check one picture. A Pi 3 starts the process in 2 s, and reads 8 MB in less than 1 s. */
const CHECK_MS = 15_000;
const MEMORY = '--max-old-space-size=96';
/** Largest number of pictures that may wait, because each may take 8 MB. */
const MAX_WAITING = 3;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves to the bytes to keep, or to the reason for a refusal. Checks one picture at a time, each for at most
 * `limitMs`.
 */
export async function checkPicture(picture: PlanPicture, limitMs = CHECK_MS): Promise<Uint8Array | string> {
  if (waiting > MAX_WAITING) return 'Other pictures are still being looked at: try again in a minute.';
  waiting += 1;
  const result = last.then(() => checkInProcess(picture, limitMs));
  last = result;
  try {
    return await result;
  } finally {
    waiting -= 1;
  }
}

function checkInProcess(picture: PlanPicture, limitMs: number): Promise<Uint8Array | string> {
  return new Promise((resolve) => {
    const child = fork(programPart('web/picture/picture-process'), {
      env: {},
      execArgv: [MEMORY],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    child.once('message', (result) => resolve(result as Uint8Array | string));
    const failed = () => resolve('The picture cannot be read in reasonable time; export it anew as PNG.');
    child.once('error', failed);
    child.once('exit', failed);
    child.send(picture, (error) => (error === null ? undefined : failed()));
  });
}
