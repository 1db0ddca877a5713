import type { Database, Statement } from 'better-sqlite3';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

export type { Database, Statement, Transaction } from 'better-sqlite3';

export type OpenDatabase = (path: string) => Database;

export const PAGE_BYTES = 4096;

export interface DatabaseSize {
  readonly maxPages: number;
  /** The WAL is folded into the database when it has this many. */
  readonly walPages: number;
}

/** The only place that loads the native module, and not before a store is opened. */
export async function loadSqlite(): Promise<OpenDatabase> {
  const { default: Sqlite } = await import('better-sqlite3');
  // Only another Lintel process can hold a lock, and it will not release it soon.
  return (path) => new Sqlite(path, { timeout: 100 });
}

/**
 * Pragmas in the order SQLite needs them. EXCLUSIVE first: no shared-memory file, and a second process is refused.
 * FULL, because a power cut must not undo a commit. Batching, not NORMAL, is what saves the SD card.
 */
export function configure(database: Database, { maxPages, walPages }: DatabaseSize): void {
  database.pragma('locking_mode=EXCLUSIVE');
  database.pragma(`page_size=${PAGE_BYTES}`);
  database.pragma('auto_vacuum=INCREMENTAL');
  database.pragma('journal_mode=WAL');
  database.pragma('synchronous=FULL');
  // Folding the WAL in costs three syncs: done seven times a day, 1,440 commits stay below 1,500 syncs.
  database.pragma(`wal_autocheckpoint=${walPages}`);
  database.pragma(`journal_size_limit=${walPages * PAGE_BYTES}`);
  database.pragma(`max_page_count=${maxPages}`);
  database.pragma('cell_size_check=ON');
  database.pragma('temp_store=MEMORY');
  // 4 MB in memory: the hot pages are few.
  database.pragma('cache_size=-4096');
}

/** Page counts of the database. Prepared once, because every commit reads them. */
export class PageCounts {
  readonly #all: Statement<[], number>;
  readonly #free: Statement<[], number>;

  constructor(database: Database) {
    this.#all = database.prepare<[], number>('SELECT page_count FROM pragma_page_count()').pluck();
    this.#free = database.prepare<[], number>('SELECT freelist_count FROM pragma_freelist_count()').pluck();
  }

  get all(): number {
    return this.#all.get() ?? 0;
  }

  get used(): number {
    return this.all - (this.#free.get() ?? 0);
  }
}

export function pragmaNumber(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}

/** Brings a new or older database to the present schema, each step in a separate transaction. */
export function migrate(database: Database): void {
  const isNew = pragmaNumber(database, 'user_version') === 0;
  for (let version = pragmaNumber(database, 'user_version'); version < SCHEMA_VERSION; version += 1) {
    database.transaction(() => {
      database.exec(MIGRATIONS[version] ?? '');
      database.pragma(`application_id=${APPLICATION_ID}`);
      database.pragma(`user_version=${version + 1}`);
    })();
  }
  if (isNew) preallocate(database);
}

/** Pages that a full disk can never take away: room for some hours of windows. */
const PREALLOCATED_BYTES = 1024 * 1024;

function preallocate(database: Database): void {
  try {
    database.exec('CREATE TABLE filler (room BLOB)');
    database.prepare('INSERT INTO filler VALUES (zeroblob(?))').run(PREALLOCATED_BYTES);
    database.exec('DROP TABLE filler');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A disk that has not got this much will do for now.
    database.exec('DROP TABLE IF EXISTS filler');
  }
}
