import { join } from 'node:path';
import type { Database, OpenDatabase } from './database.ts';

/**
 * Locks a data folder for one process. The lock is a separate file, because recovery may move the database aside
 * meanwhile. The kernel releases the lock however the process ends.
 * @throws SqliteError SQLITE_BUSY when another process has it.
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
