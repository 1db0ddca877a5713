import type { ClientBase } from 'pg';
import { migrate } from './migrations.ts';

/** Facts with a partition for each month. */
const FACTS = ['count_store', 'count_door', 'count_line', 'count_feedback'] as const;
/** Rows are accepted from 13 months back; months ahead serve a database that is not maintained for a while. */
const MONTHS_BACK = 14;
const MONTHS_AHEAD = 3;
const DEAD_LETTER_DAYS = 30;
/** A receiver holds its locks for a transaction: one that takes longer is waited for at the next run. */
const LOCK_TIMEOUT = '5s';

export interface Maintained {
  readonly migrations: number;
  readonly partitions: number;
  readonly deadLettersRemoved: number;
}

/** Schema, partitions and retention: what a receiver never does because of a message. Repeating it changes nothing. */
export async function maintain(client: ClientBase, nowMs: number): Promise<Maintained> {
  const migrations = await migrate(client);
  let partitions = 0;
  for (const month of monthsAround(nowMs)) {
    for (const fact of FACTS) partitions += await ensurePartition(client, fact, month);
  }
  return { migrations, partitions, deadLettersRemoved: await removeOldLetters(client) };
}

/** The same on a new connection. */
export async function maintainDatabase(databaseUrl: string, nowMs: number): Promise<Maintained> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await maintain(client, nowMs);
  } finally {
    await client.end();
  }
}

/** First days of months, UTC. */
export function monthsAround(nowMs: number): string[] {
  const now = new Date(nowMs);
  const first = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  return Array.from({ length: MONTHS_BACK + 1 + MONTHS_AHEAD }, (_, index) =>
    first(index - MONTHS_BACK)
      .toISOString()
      .slice(0, 10),
  );
}

/** 1 when it was made now. */
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

async function removeOldLetters(client: ClientBase): Promise<number> {
  await client.query(`DELETE FROM lintel.dead_letter_day WHERE day < now() - make_interval(days => $1)`, [
    DEAD_LETTER_DAYS,
  ]);
  const { rowCount } = await client.query(
    'DELETE FROM lintel.dead_letter WHERE received_at < now() - make_interval(days => $1)',
    [DEAD_LETTER_DAYS],
  );
  return rowCount ?? 0;
}
