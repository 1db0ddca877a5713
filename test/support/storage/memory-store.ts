import type { Commit } from '../../../src/ports/event-store.ts';
import { loadSqlite } from '../../../src/storage/database.ts';
import type { MemoryEventStoreOptions } from '../../../src/storage/memory-event-store.ts';
import { openMemoryEventStoreWith } from '../../../src/storage/memory-event-store.ts';
import type { SqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { STILL_CLOCK } from './storage-samples.ts';

const sqlite = await loadSqlite();

/** A store without a disk; `told` hears of each commit once it is in. */
export function openMemoryStore(
  options: Omit<MemoryEventStoreOptions, 'clock'>,
  told?: (commit: Commit) => void,
): SqliteEventStore {
  const store = openMemoryEventStoreWith(sqlite, { ...options, clock: STILL_CLOCK });
  if (told === undefined) return store;
  const commit = store.commit.bind(store);
  store.commit = (written) => {
    commit(written);
    told(written);
  };
  return store;
}
