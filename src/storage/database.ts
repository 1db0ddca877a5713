import type { Database, Statement } from 'better-sqlite3';

export type { Database, Statement, Transaction } from 'better-sqlite3';

export type OpenDatabase = (path: string) => Database;

/**
 * Page size of a new database, in bytes. A database of an earlier release keeps its 4,096. A commit changes a few
 * hundred bytes in several places and writes each page whole, so small pages save writes.
 */
const PAGE_BYTES = 1024;
/** SQLite's own limit of pages. */
const MOST_PAGES = 0xffff_fffe;

export interface DatabaseSize {
  readonly maxBytes: number;
  /** Length of the WAL, in bytes, at which SQLite copies it into the database (WAL checkpoint). */
  readonly walBytes: number;
}

/** Loads the native module. No other code does, and only when storage is first opened. */
export async function loadSqlite(): Promise<OpenDatabase> {
  const { default: Sqlite } = await import('better-sqlite3');
  // Only another Lintel process can hold a lock, and it will not release it soon.
  return (path) => new Sqlite(path, { timeout: 100 });
}

/**
 * Sets the pragmas in the order SQLite needs. EXCLUSIVE comes first: it needs no shared-memory file and refuses a
 * second process. FULL keeps every commit through a power cut. Batching commits saves the SD card; NORMAL would not.
 */
export function configure(database: Database, { maxBytes, walBytes }: DatabaseSize): void {
  database.pragma('locking_mode=EXCLUSIVE');
  database.pragma(`page_size=${PAGE_BYTES}`);
  database.pragma('journal_mode=WAL');
  database.pragma('synchronous=FULL');
  const pageBytes = pragmaNumber(database, 'page_size');
  // A WAL checkpoint costs three syncs. With four a day, 1,440 commits stay below 1,500 syncs.
  database.pragma(`wal_autocheckpoint=${Math.floor(walBytes / pageBytes)}`);
  database.pragma(`journal_size_limit=${walBytes}`);
  database.pragma(`max_page_count=${Math.min(Math.floor(maxBytes / pageBytes), MOST_PAGES)}`);
  database.pragma('cell_size_check=ON');
  database.pragma('temp_store=MEMORY');
  // A page cache of 4 MB is enough, because few pages are used often.
  database.pragma('cache_size=-4096');
}

/** Page counts of the database. Prepared once, because every commit reads them. */
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
