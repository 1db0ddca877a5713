import type { Database } from './database.ts';
import { pragmaNumber } from './database.ts';
import { renumberWindows } from './rows/renumber-windows.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

/** The last schema version in which windows had consecutive numbers. */
const LAST_WITH_WINDOWS_IN_TURN = 3;

/** Migrates a new or older database to the present schema, one transaction per step. */
export function migrate(database: Database): void {
  const isNew = pragmaNumber(database, 'user_version') === 0;
  for (let version = pragmaNumber(database, 'user_version'); version < SCHEMA_VERSION; version += 1) {
    if (version === LAST_WITH_WINDOWS_IN_TURN) renumberWindows(database);
    database.transaction(() => {
      database.exec(MIGRATIONS[version] ?? '');
      database.pragma(`application_id=${APPLICATION_ID}`);
      database.pragma(`user_version=${version + 1}`);
    })();
  }
  if (isNew) preallocate(database);
}

/**
 * Size of a new database file in bytes: enough for some hours of windows. Space allocated now remains even when the
 * disk fills up.
 */
const PREALLOCATED_BYTES = 1024 * 1024;

function preallocate(database: Database): void {
  try {
    database.exec('CREATE TABLE filler (room BLOB)');
    database.prepare('INSERT INTO filler VALUES (zeroblob(?))').run(PREALLOCATED_BYTES);
    database.exec('DROP TABLE filler');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The disk has too little free space, so the database starts without preallocated pages.
    database.exec('DROP TABLE IF EXISTS filler');
  }
}
