import { join } from 'node:path';
import type { Database, OpenDatabase } from './database.ts';

/**
 * Locks a data folder for one process. The lock is a separate file, because recovery may rename the database file. The
 * kernel releases the lock when the process ends, even by a crash.
 * @throws SqliteError SQLITE_BUSY when another process holds the lock.
 */
export function lockDirectory(open: OpenDatabase, directory: string): Database {
  const lock = open(join(directory, 'lock'));
  try {
    lock.pragma('journal_mode=MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}
