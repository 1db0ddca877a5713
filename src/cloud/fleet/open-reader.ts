import { DatabaseReader } from './database-reader.ts';

const INT8 = 20;
const NUMERIC = 1700;

/**
 * Opens database connections for the fleet pages. Rejects when the login is not `lintel_pages`. `close` waits for
 * running queries.
 */
export async function openFleetReader(
  databaseUrl: string,
  nowMs: () => number,
): Promise<{ readonly reader: DatabaseReader; close(): Promise<void> }> {
  const { default: pg } = await import('pg');
  // The driver returns these types as text. Counts stay far below 2^53, so they can be numbers.
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 5_000, types });
  // Ignored: the next query on the lost connection fails and reports the loss.
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
