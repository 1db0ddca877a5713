/** Commits 30 windows while lines come in on stdin: reports the slowest commit, then how many lines came. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { STILL_CLOCK, sampleCommit } from './storage-samples.ts';

const [, , directory = ''] = process.argv;
const store = await openSqliteEventStore({
  directory,
  maxBytes: 64 * 1024 * 1024,
  bootId: 'boot-a',
  clock: STILL_CLOCK,
});
let received = '';
process.stdin.on('data', (chunk) => {
  received += String(chunk);
});
process.stdout.write('ready\n');
for (let index = 0; index < 30; index += 1) {
  store.commit(sampleCommit(index));
  await sleep(1);
}
process.stdout.write(`${JSON.stringify(store.status())}\n`);
process.stdin.on('end', () => {
  process.stdout.write(`${received.split('\n').length - 1}\n`);
  store.close();
});
