import type { ClientBase } from 'pg';
import { FACTS } from './partitions.ts';

const TABLES = [
  ...['zone', 'line', 'queue', 'trolley', 'product', 'radio', 'step'].map((name) => ({
    ...{ what: 'indoor', table: `indoor_${name}`, time: 'to_at' },
  })),
  ...['zone', 'trolley', 'dwell', 'store'].map((name) => ({
    what: 'day',
    table: `day_${name}`,
    time: 'from_at',
  })),
  { what: 'day', table: 'forecast', time: 'from_at' },
  { what: 'event', table: 'gateway_event', time: 'at' },
  { what: 'unsynced', table: 'unsynced_row', time: 'received_at' },
  { what: 'dead letter', table: 'dead_letter', time: 'received_at' },
  { what: 'dead letter', table: 'dead_letter_day', time: 'day' },
] as const;

export interface Removed {
  readonly partitions: number;
  readonly rows: number;
}

/**
 * Deletes data that is older than `lintel.retention` allows. Windows are deleted by whole months, other data row by
 * row. A window is never deleted before the roll-ups contain it.
 */
export async function removeOld(client: ClientBase, nowMs: number): Promise<Removed> {
  const keep = await readLimits(client, nowMs);
  const partitions = await dropMonths(client, keep.get('count'));
  let rows = 0;
  for (const { what, table, time } of TABLES) {
    const before = keep.get(what);
    if (before === undefined) continue;
    const { rowCount } = await client.query(`DELETE FROM lintel.${table} WHERE ${time} < $1`, [before]);
    rows += rowCount ?? 0;
  }
  return { partitions, rows };
}

/** Returns, by kind of data, the time before which data is deleted. Kinds without an entry are kept for ever. */
async function readLimits(client: ClientBase, nowMs: number): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await client.query<{ what: string; before: Date }>(
    'SELECT what, $1::timestamptz - keep AS before FROM lintel.retention WHERE keep IS NOT NULL',
    [new Date(nowMs)],
  );
  return new Map(rows.map(({ what, before }) => [what, before]));
}

/**
 * Drops months that end before `before`, unless some of their hours still wait for a roll-up. Dropped months are never
 * rolled up again.
 */
async function dropMonths(client: ClientBase, before: Date | undefined): Promise<number> {
  if (before === undefined) return 0;
  const month = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth(), 1));
  const waiting = await client.query('SELECT FROM lintel.rollup_mark WHERE from_at < $1 LIMIT 1', [month]);
  if (waiting.rowCount === 1) return 0;
  await client.query('BEGIN');
  try {
    await client.query(
      `UPDATE lintel.retention SET dropped_before = greatest(dropped_before, $1) WHERE what = 'count'`,
      [month],
    );
    const dropped = await dropPartitions(client, month);
    await client.query('COMMIT');
    return dropped;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function dropPartitions(client: ClientBase, month: Date): Promise<number> {
  const last = month.toISOString().slice(0, 7).replace('-', '_');
  let dropped = 0;
  for (const fact of FACTS) {
    await client.query(`DELETE FROM lintel.${fact}_default WHERE from_at < $1`, [month]);
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables
       WHERE schemaname = 'lintel' AND tablename ~ ('^' || $1 || '_\\d{4}_\\d\\d$') AND right(tablename, 7) < $2`,
      [fact, last],
    );
    for (const { name } of rows) await client.query(`DROP TABLE lintel."${name}"`);
    dropped += rows.length;
  }
  return dropped;
}
