/**
 * A process that commits window after window and says so after each: `node storage-writer.ts DIRECTORY`. The count goes on
 * from the checkpoint. Made to be killed.
 */
import { writeSync } from 'node:fs';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { STILL_CLOCK, sampleCommit } from './storage-samples.ts';

const [, , directory = ''] = process.argv;
const store = await openSqliteEventStore({
  directory,
  maxBytes: 64 * 1024 * 1024,
  bootId: `boot-${process.pid}`,
  clock: STILL_CLOCK,
});
let count = Number(store.checkpoint()?.text ?? 0);
for (;;) {
  store.commit(sampleCommit(count, { checkpoint: String(count + 1) }));
  count += 1;
  writeSync(1, `${count} ${store.status().newestSeq}\n`);
}
