import { DatabaseReader } from './database-reader.ts';

const INT8 = 20;
const NUMERIC = 1700;

/**
 * Opens a pool of database connections for the fleet pages. Rejects when the login is not the pages' own. `close` waits
 * for running queries.
 */
export async function openFleetReader(
  databaseUrl: string,
  nowMs: () => number,
): Promise<{ readonly reader: DatabaseReader; close(): Promise<void> }> {
  const { default: pg } = await import('pg');
  // These types become numbers: sums of counts stay far below 2^53.
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 5_000, types });
  // The query on a lost connection fails anyway, and reports the loss.
  pool.on('error', () => undefined);
  const reader = new DatabaseReader(pool, nowMs);
  try {
    await reader.check();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { reader, close: () => pool.end() };
}
