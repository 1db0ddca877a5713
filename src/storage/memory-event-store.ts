import type { OpenDatabase } from './database.ts';
import { configure, loadSqlite } from './database.ts';
import { migrate } from './migrate.ts';
import { SequenceRanges } from './sequence-ranges.ts';
import type { StoreOptions } from './sqlite-event-store.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

export interface MemoryEventStoreOptions extends StoreOptions {
  /** First sequence number. Default 1. */
  readonly firstSeq?: number;
}

/** Opens storage in memory, for simulated stores and tests. */
export async function openMemoryEventStore(options: MemoryEventStoreOptions): Promise<SqliteEventStore> {
  return openMemoryEventStoreWith(await loadSqlite(), options);
}

/** Opens storage in memory with SQLite already loaded. A gateway uses this storage while its disk refuses writes. */
export function openMemoryEventStoreWith(
  open: OpenDatabase,
  options: MemoryEventStoreOptions,
): SqliteEventStore {
  const { maxBytes, bootId, firstSeq = 1 } = options;
  const database = open(':memory:');
  configure(database, { maxBytes, walBytes: 0 });
  migrate(database);
  const ledger = {
    ...{ next: firstSeq, unsent: new SequenceRanges(), dropped: 0, coarsened: 0, damaged: 0 },
    ...{ boot: bootId, bootFirstSeq: firstSeq },
  };
  return new SqliteEventStore(options, { ...NO_DISK, database, ledger, maxBytes });
}

/**
 * Stand-ins for the files next to a database. In memory there is no lock, no reserved block of numbers and no disk
 * reserve.
 */
const NO_DISK = {
  floor: { reserve: () => false, reserveFarAhead: () => undefined, release: () => undefined },
  ballast: { present: true, release: () => false, restore: () => undefined },
  file: undefined,
  sizeBytes: (pageBytes: number) => pageBytes,
  release: () => undefined,
};
