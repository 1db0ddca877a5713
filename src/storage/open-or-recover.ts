import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../files/durable-file.ts';
import type { Database, DatabaseSize, OpenDatabase } from './database.ts';
import { configure, pragmaNumber } from './database.ts';
import { migrate } from './migrate.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';
import { toStorageError } from './storage-error.ts';

export interface OpenOptions {
  readonly directory: string;
  readonly size: DatabaseSize;
  readonly open: OpenDatabase;
  /** True when this folder had a database before. A missing or empty database then means a loss. */
  readonly expected: boolean;
  /** True: checks every page, even if this takes long. */
  readonly thorough: boolean;
  /** Becomes part of the file name of the set-aside copy. */
  readonly seqFloor: number;
}

export interface OpenResult {
  readonly database: Database;
  /** Why the old database was set aside, and where it is now. Undefined when it was intact, or when there was none. */
  readonly setAside?: { readonly why: string; readonly file: string | undefined; readonly readable: boolean };
}

const FILE = 'lintel.db';
/** Databases up to this size get a full check, which takes less than a second on a slow SD card. */
const QUICK_BYTES = 32 * 1024 * 1024;
const SMALL_TABLES = ['state', 'event', 'gap', 'parked'];
const SIDE_FILES = ['-wal', '-journal', '-shm'];

export function databaseFile(directory: string): string {
  return join(directory, FILE);
}

/** Opens the database. Sets it aside and creates a new one if it is damaged, foreign, or from a newer release. */
export function openOrRecover(options: OpenOptions): OpenResult {
  const path = databaseFile(options.directory);
  const flaw = existsSync(path)
    ? headerFlaw(path, options.expected)
    : options.expected
      ? { why: 'the database file is missing', readable: false }
      : undefined;
  if (flaw === undefined) {
    const opened = openChecked(path, options);
    if (!('why' in opened)) return { database: opened };
    return startAfresh(path, options, opened);
  }
  return startAfresh(path, options, flaw);
}

interface Flaw {
  readonly why: string;
  /** True when SQLite can probably still read rows of the damaged database. */
  readonly readable: boolean;
  readonly newer?: boolean;
}

/**
 * Checks the header without SQLite. On opening, SQLite would copy the WAL into the file, which must stay unchanged if
 * it is foreign.
 */
function headerFlaw(path: string, expected: boolean): Flaw | undefined {
  const size = statSync(path).size;
  if (size === 0) return expected ? { why: 'the database file is empty', readable: false } : undefined;
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, 100, 0);
  } finally {
    closeSync(file);
  }
  // Before the first WAL checkpoint this page is blank, because the header is still in the WAL.
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') return undefined;
  return versionFlaw(header.readUInt32BE(68), header.readUInt32BE(60));
}

function versionFlaw(applicationId: number, version: number): Flaw | undefined {
  if (applicationId === 0 && version === 0) return undefined;
  if (applicationId !== APPLICATION_ID) {
    return { why: 'the database belongs to another program', readable: false };
  }
  if (version <= SCHEMA_VERSION) return undefined;
  return { why: `the database is from a newer release (schema ${version})`, readable: false, newer: true };
}

function openChecked(path: string, { open, size, expected, thorough }: OpenOptions): Database | Flaw {
  let database: Database | undefined;
  try {
    database = open(path);
    configure(database, size);
    const applicationId = pragmaNumber(database, 'application_id');
    const flaw =
      versionFlaw(applicationId, pragmaNumber(database, 'user_version')) ?? contentFlaw(database, thorough);
    if (flaw === undefined && (applicationId !== 0 || !expected)) {
      migrate(database);
      return database;
    }
    database.close();
    return flaw ?? { why: 'the database has no tables', readable: false };
  } catch (error) {
    database?.close();
    const failure = toStorageError(error);
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'STORAGE_CORRUPT')) throw failure;
    return { why: failure.cause instanceof Error ? failure.cause.message : failure.message, readable: true };
  }
}

/**
 * Checks all pages of a small database. In a large one it checks only the small tables, so that the gateway soon starts
 * to count. The checksums of the other rows are verified while storage runs.
 */
function contentFlaw(database: Database, thorough: boolean): Flaw | undefined {
  const [pages, bytes] = ['page_count', 'page_size'].map((name) => pragmaNumber(database, name));
  const small = (pages ?? 0) * (bytes ?? 0) <= QUICK_BYTES;
  const checks =
    thorough || small ? ['quick_check(1)'] : SMALL_TABLES.map((table) => `quick_check(${table})`);
  for (const check of checks) {
    const verdict = String(database.pragma(check, { simple: true }));
    if (verdict !== 'ok') return { why: `quick_check: ${verdict}`, readable: true };
  }
  return undefined;
}

function startAfresh(path: string, options: OpenOptions, flaw: Flaw): OpenResult {
  const file = setAside(path, options, flaw);
  const database = options.open(path);
  configure(database, options.size);
  migrate(database);
  return { database, setAside: { why: flaw.why, readable: flaw.readable, file } };
}

/** Renames the damaged database. Keeps only the newest copy of each kind (`newer`, `corrupt`), and no empty one. */
function setAside(path: string, { directory, seqFloor }: OpenOptions, { newer }: Flaw): string | undefined {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    for (const end of ['', ...SIDE_FILES]) rmSync(path + end, { force: true });
    return undefined;
  }
  const kind = newer === true ? 'newer' : 'corrupt';
  for (const name of readdirSync(directory)) {
    if (name.startsWith(`${kind}-`)) rmSync(join(directory, name));
  }
  const target = join(directory, `${kind}-${seqFloor}.db`);
  for (const end of SIDE_FILES) {
    if (existsSync(path + end)) renameSync(path + end, target + end);
  }
  renameSync(path, target);
  syncDirectory(directory);
  return target;
}
