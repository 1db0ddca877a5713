import type { ClientBase } from 'pg';
import { withClient } from '../with-client.ts';
import { applySurface, grantRights, migrate, missingMigrations } from './migrations.ts';
import { ensurePartitions } from './partitions.ts';
import { removeOld } from './retention.ts';

export interface Maintained {
  readonly migrations: number;
  readonly partitions: number;
  readonly partitionsDropped: number;
  readonly rowsRemoved: number;
}

/**
 * Updates the schema, rights and partitions, and deletes old data. Ingest never does this. Running it again changes
 * nothing.
 */
export async function maintain(client: ClientBase, nowMs: number): Promise<Maintained> {
  const migrations = await migrate(client);
  await applySurface(client);
  await grantRights(client);
  const { partitions: partitionsDropped, rows: rowsRemoved } = await removeOld(client, nowMs);
  const partitions = await ensurePartitions(client, nowMs);
  return { migrations, partitions, partitionsDropped, rowsRemoved };
}

/** Runs `maintain` on a new connection. */
export function maintainDatabase(databaseUrl: string, nowMs: number): Promise<Maintained> {
  return withClient(databaseUrl, (client) => maintain(client, nowMs));
}

/** Returns the schema steps that the next `maintain` would run. */
export function readMissing(databaseUrl: string): Promise<readonly string[]> {
  return withClient(databaseUrl, missingMigrations);
}
