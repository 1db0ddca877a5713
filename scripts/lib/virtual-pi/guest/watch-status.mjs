// watch-status.mjs DIRECTORY FILE: what the running gateway says of itself, in FILE once a second; nothing while none answers.
// Each start of the command line for a question takes an emulated processor half a minute.
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { askControlSocket } from '../../../../src/system/control-socket.ts';

const ANSWER_MS = 20_000;
// A gateway that ends in the middle of a sentence is one that does not answer.
process.on('uncaughtException', () => undefined);
const [, , directory, file] = process.argv;

for (;;) {
  const answer = askControlSocket(directory, { ask: 'status' }).catch(() => undefined);
  const status = await Promise.race([answer, sleep(ANSWER_MS)]);
  writeFileSync(`${file}.new`, status === undefined ? '' : JSON.stringify(status));
  renameSync(`${file}.new`, file);
  await sleep(1_000);
}
