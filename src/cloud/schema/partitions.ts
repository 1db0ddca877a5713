import type { ClientBase } from 'pg';

/** Tables of counts. Each has one partition per month. */
export const FACTS = ['count_store', 'count_door', 'count_line', 'count_feedback'] as const;
/**
 * Ingest accepts rows of the last 13 months. Partitions for the next months are made early, in case maintenance does
 * not run for a while.
 */
const MONTHS_BACK = 14;
const MONTHS_AHEAD = 3;
/**
 * Longest wait for the locks of an ingest transaction. After it this run fails, and the next run makes the partition.
 */
const LOCK_TIMEOUT = '5s';

/** Makes the missing partitions of all months whose rows are kept. Returns how many it made. */
export async function ensurePartitions(client: ClientBase, nowMs: number): Promise<number> {
  const { rows } = await client.query<{ first: string }>(
    `SELECT greatest(dropped_before, '0001-01-01')::date::text AS first FROM lintel.retention WHERE what = 'count'`,
  );
  const months = monthsAround(nowMs).filter((month) => month >= (rows[0]?.first ?? ''));
  let made = 0;
  for (const month of months) {
    for (const fact of FACTS) made += await ensurePartition(client, fact, month);
  }
  return made;
}

/** Returns the first day of each month from MONTHS_BACK before to MONTHS_AHEAD after the present one, in UTC. */
export function monthsAround(nowMs: number): string[] {
  const now = new Date(nowMs);
  const first = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  return Array.from({ length: MONTHS_BACK + 1 + MONTHS_AHEAD }, (_, index) =>
    first(index - MONTHS_BACK)
      .toISOString()
      .slice(0, 10),
  );
}

/** Makes a partition unless it exists. Returns the number of partitions made, 1 or 0. */
export async function ensurePartition(client: ClientBase, fact: string, month: string): Promise<0 | 1> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    const { rows } = await client.query<{ made: boolean }>('SELECT lintel.ensure_partition($1, $2) AS made', [
      ...[fact, month],
    ]);
    await client.query('COMMIT');
    return rows[0]?.made === true ? 1 : 0;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
