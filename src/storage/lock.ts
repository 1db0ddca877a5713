import { join } from 'node:path';
import type { Database, OpenDatabase } from './database.ts';

/**
 * One process per data folder. The lock is a separate file, because the database may be moved aside while it is held.
 * The kernel releases it however the process ends.
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
