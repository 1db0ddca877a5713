import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';

/** A row of a message with its sender. */
export interface WrittenRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly boot: string;
  readonly stream: string;
  readonly row: object;
}

const sql = (name: string): string => readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');

/** In this order: what names things before what refers to them. */
const STATEMENTS = ['ensure-things', 'write-count', 'write-indoor', 'write-day', 'write-rest'].map(sql);

/** Numbered steps of the schema. */
export const MIGRATIONS: readonly string[] = [`${sql('0001-tables')}\n${sql('0001-views')}`];

/** One transaction for all rows. The same row twice changes nothing. */
export async function writeRows(client: ClientBase, rows: readonly WrittenRow[]): Promise<void> {
  const given = JSON.stringify(rows);
  await client.query('BEGIN');
  try {
    for (const statement of STATEMENTS) await client.query(statement, [given]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
