import type { Database, Statement } from 'better-sqlite3';

export type { Database, Statement, Transaction } from 'better-sqlite3';

export type OpenDatabase = (path: string) => Database;

/**
 * Page size of a new database, in bytes. A commit changes a few hundred bytes in several places, and SQLite writes
 * whole pages. Small pages therefore write less. A database of an earlier release keeps its 4,096.
 */
const PAGE_BYTES = 1024;
/** Largest page count that SQLite supports. */
const MOST_PAGES = 0xffff_fffe;

export interface DatabaseSize {
  readonly maxBytes: number;
  /** Size of the WAL, in bytes, at which SQLite copies it into the database (WAL checkpoint). */
  readonly walBytes: number;
}

/** Loads the native SQLite module. Only this function does, so nothing is loaded before storage is opened. */
export async function loadSqlite(): Promise<OpenDatabase> {
  const { default: Sqlite } = await import('better-sqlite3');
  // Waits only 100 ms for a lock: only another Lintel process can hold it, and it keeps the lock while it runs.
  return (path) => new Sqlite(path, { timeout: 100 });
}

/**
 * Sets the pragmas in the order that SQLite needs. EXCLUSIVE comes first: it avoids a shared-memory file and keeps out
 * a second process. With FULL, every commit survives a power cut; with NORMAL it may not. To write less to the SD card,
 * commits are made larger instead.
 */
export function configure(database: Database, { maxBytes, walBytes }: DatabaseSize): void {
  database.pragma('locking_mode=EXCLUSIVE');
  database.pragma(`page_size=${PAGE_BYTES}`);
  database.pragma('journal_mode=WAL');
  database.pragma('synchronous=FULL');
  const pageBytes = pragmaNumber(database, 'page_size');
  // A large WAL saves the SD card. With one commit a minute, 1,440 of at most 1,500 syncs a day are commits. Each WAL
  // checkpoint takes three of the remaining 60.
  database.pragma(`wal_autocheckpoint=${Math.floor(walBytes / pageBytes)}`);
  database.pragma(`journal_size_limit=${walBytes}`);
  database.pragma(`max_page_count=${Math.min(Math.floor(maxBytes / pageBytes), MOST_PAGES)}`);
  database.pragma('cell_size_check=ON');
  database.pragma('temp_store=MEMORY');
  // 4 MB of page cache are enough, because only a few pages are used often.
  database.pragma('cache_size=-4096');
}

/** Reads the page counts of the database. Its statements are prepared once, because every commit runs them. */
export class PageCounts {
  readonly bytes: number;
  readonly #all: Statement<[], number>;
  readonly #free: Statement<[], number>;

  constructor(database: Database) {
    this.bytes = pragmaNumber(database, 'page_size');
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
