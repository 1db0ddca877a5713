import type { OpenDatabase } from './database.ts';
import { configure, loadSqlite } from './database.ts';
import { migrate } from './migrate.ts';
import { SequenceRanges } from './sequence-ranges.ts';
import type { StoreOptions } from './sqlite-event-store.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

export interface MemoryEventStoreOptions extends StoreOptions {
  /** Numbers start here. */
  readonly firstSeq?: number;
}

/** The store without a disk, for simulated stores and tests. */
export async function openMemoryEventStore(options: MemoryEventStoreOptions): Promise<SqliteEventStore> {
  return openMemoryEventStoreWith(await loadSqlite(), options);
}

/** The same with SQLite already loaded: a gateway turns to it as long as its disk refuses. */
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

/** No other process has this store, no number outlives it, and no full disk has to be feared. */
const NO_DISK = {
  floor: { reserve: () => false, reserveFarAhead: () => undefined, release: () => undefined },
  ballast: { present: true, release: () => false, restore: () => undefined },
  file: undefined,
  sizeBytes: (pageBytes: number) => pageBytes,
  release: () => undefined,
};
