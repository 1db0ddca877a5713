import { DatabaseReader } from './database-reader.ts';

const INT8 = 20;
const NUMERIC = 1700;

/** A pool of readers; rejects where the login is not that of the pages. `close` waits for questions under way. */
export async function openFleetReader(
  databaseUrl: string,
  nowMs: () => number,
): Promise<{ readonly reader: DatabaseReader; close(): Promise<void> }> {
  const { default: pg } = await import('pg');
  // Sums of counts stay far below 2^53.
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 5_000, types });
  // The question that meets a lost connection fails anyway.
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
