import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { readSql, readSqlFolder } from '../sql-files.ts';

/** Steps of the schema, numbered from 1. A step must never change after its release. */
const MIGRATIONS: readonly { readonly name: string; readonly files: readonly string[] }[] = [
  { name: 'tables', files: ['0001-tables', '0001-views'] },
  { name: 'rollups', files: ['0002-rollups'] },
  { name: 'readers', files: ['0003-readers'] },
  { name: 'people', files: ['0004-people'] },
  { name: 'forecasts', files: ['0005-forecasts'] },
  { name: 'longer-rows', files: ['0006-longer-rows'] },
  { name: 'fleet', files: ['0007-fleet'] },
  { name: 'opening-hours', files: ['0008-opening-hours'] },
];

export const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * Id of an advisory lock, an arbitrary number. If two runs start at the same time, the second waits for the first. The
 * lock ends with its transaction, so connection poolers may be used.
 */
const MIGRATION_LOCK = 5_218_846_531;
/**
 * Longest time that a step waits for a lock which ingest holds: while it waits, all later queries wait behind it. After
 * this time the step fails, and the next run repeats it.
 */
const LOCK_TIMEOUT = '5s';

/** Returns the version of the schema in the database; 0 when there is none. */
export async function readSchemaVersion(client: Pick<ClientBase, 'query'>): Promise<number> {
  const { rows: found } = await client.query<{ table: string | null }>(
    `SELECT to_regclass('lintel.schema_version')::text AS table`,
  );
  if (found[0]?.table == null) return 0;
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM lintel.schema_version',
  );
  return rows[0]?.version ?? 0;
}

/**
 * Runs the missing steps up to version `to` and returns their number. Each step is one transaction: after an
 * interruption the next run repeats only that step. Rejects when another build made an earlier step, or when the
 * database is newer.
 */
export async function migrate(client: ClientBase, to: number = SCHEMA_VERSION): Promise<number> {
  let steps = 0;
  while (await inTransaction(client, () => applyNext(client, to))) steps += 1;
  return steps;
}

/** Returns the names of the missing steps. Changes nothing. */
export async function missingMigrations(client: ClientBase): Promise<readonly string[]> {
  const version = await readSchemaVersion(client);
  return MIGRATIONS.slice(version).map(({ name }, index) => `${version + index + 1} ${name}`);
}

/**
 * Recreates views, functions and comments when this program's SQL differs from what was applied before. Resolves to
 * true when it differed.
 */
export function applySurface(client: ClientBase): Promise<boolean> {
  const text = [readSqlFolder('readers'), readSql('comments')].join('\n');
  const checksum = digest(text);
  return inTransaction(client, async () => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const { rowCount } = await client.query('SELECT FROM lintel.surface WHERE checksum = $1', [checksum]);
    if (rowCount === 1) return false;
    await client.query(readSql('drop-readers'));
    await client.query(text);
    await client.query('DELETE FROM lintel.surface');
    const views = [...text.matchAll(/^CREATE VIEW (\w+\.\w+)/gm)].map(([, view]) => view);
    await client.query('INSERT INTO lintel.surface (checksum, views) VALUES ($1, $2)', [checksum, views]);
    return true;
  });
}

/** Grants the roles their rights. Takes the lock, because two runs at the same time would fail. */
export function grantRights(client: ClientBase): Promise<void> {
  return inTransaction(client, async () => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(readSql('grants'));
  });
}

/** Applies the next missing step. Resolves to false when none is missing. */
async function applyNext(client: ClientBase, to: number): Promise<boolean> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  const version = await readSchemaVersion(client);
  if (version > SCHEMA_VERSION)
    throw new Error(`the database has schema ${version}, this program knows ${SCHEMA_VERSION}: upgrade it`);
  if (version > 0) await checkSteps(client);
  if (version >= to) return false;
  const { name, text, checksum } = readStep(version);
  await client.query(text);
  await client.query('INSERT INTO lintel.schema_version (version, name, checksum) VALUES ($1, $2, $3)', [
    ...[version + 1, name, checksum],
  ]);
  return true;
}

async function checkSteps(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number; name: string; checksum: string }>(
    'SELECT version, name, checksum FROM lintel.schema_version ORDER BY version',
  );
  const other = rows.find(({ version, checksum }) => readStep(version - 1).checksum !== checksum);
  if (other !== undefined)
    throw new Error(
      `step ${other.version} (${other.name}) of the database is not this program's: it came from another build. Use that ` +
        'build, or make a new database and restore the rows into it',
    );
}

function readStep(index: number): {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
} {
  const { name, files } = MIGRATIONS[index] ?? { name: '', files: [] };
  const text = files.map((file) => readSql(`migrations/${file}`)).join('\n');
  return { name, text, checksum: digest(text) };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
