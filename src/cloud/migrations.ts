import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { readSql } from './sql-files.ts';

/** Numbered steps of the schema, from 1. One that was released never changes. */
const MIGRATIONS: readonly { readonly name: string; readonly files: readonly string[] }[] = [
  { name: 'tables', files: ['0001-tables', '0001-views'] },
];

/** What this program reads and writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** Two that start at once: the second waits. Any number that is ours; held by a transaction, so that poolers may mix sessions. */
const MIGRATION_LOCK = 5_218_846_531;

/** 0 where nothing is yet. */
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

/** Brings the schema to this program's version, all steps or none; returns how many steps were missing. */
export async function migrate(client: ClientBase): Promise<number> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const first = await readSchemaVersion(client);
    if (first > SCHEMA_VERSION)
      throw new Error(`the database has schema ${first}, this program knows ${SCHEMA_VERSION}: upgrade it`);
    for (let step = first; step < SCHEMA_VERSION; step += 1) await apply(client, step);
    await client.query('COMMIT');
    return SCHEMA_VERSION - first;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function apply(client: ClientBase, step: number): Promise<void> {
  const { name, files } = MIGRATIONS[step] ?? { name: '', files: [] };
  const text = files.map(readSql).join('\n');
  await client.query(text);
  const checksum = createHash('sha256').update(text).digest('hex');
  await client.query('INSERT INTO lintel.schema_version (version, name, checksum) VALUES ($1, $2, $3)', [
    ...[step + 1, name, checksum],
  ]);
}
