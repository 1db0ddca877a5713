/** The schema from nothing, from the version before, and after a kill: it always ends at the newest, and nothing is lost. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { migrate, missingMigrations, SCHEMA_VERSION } from '../../../src/cloud/schema/migrations.ts';
import { FACTS, readRollup, recompute } from '../../support/cloud/recomputed-rollups.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const ROOT = new URL('../../..', import.meta.url).pathname;
const DAYS = 3;

let postgres: Postgres;
let admin: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await postgres.stop();
});

async function withDatabase(
  name: string,
  work: (client: pg.Client, url: string) => Promise<void>,
): Promise<void> {
  await admin.query(`CREATE DATABASE ${name}`);
  const url = postgres.url.replace(/postgres$/, name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client, url);
  } finally {
    await client.end();
  }
}

/** Version 1 as it was, with three days of a store by the minute. */
async function fillVersionOne(client: pg.Client): Promise<void> {
  await migrate(client, 1);
  await client.query(`INSERT INTO lintel.store (tenant, store, timezone) VALUES ('acme', 'one', 'Europe/London');
    INSERT INTO lintel.gateway (store_id, gateway) VALUES (1, 'gw');
    INSERT INTO lintel.thing (store_id, kind, thing) VALUES (1, 'door', 'front');
    INSERT INTO lintel.count_store (store_id, gateway_id, from_at, seconds, rev, seq, clock, def, seen_s, entries, exits)
    SELECT 1, 1, at, 60, 1, row_number() OVER (), 'synced', '3f9a1c20', 60, 2, 1
    FROM generate_series('2026-05-10'::timestamptz, '2026-05-10'::timestamptz + '${DAYS} days'::interval - interval '1 minute',
      interval '1 minute') AS at;
    INSERT INTO lintel.count_door (store_id, thing_id, gateway_id, from_at, seconds, seen_s, entries, exits, err)
    SELECT 1, 1, 1, from_at, 60, 60, 2, 1, 0.05 FROM lintel.count_store`);
}

/** Tables, columns, indexes and views. */
async function shape(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query(
    `SELECT nspname, relname, relkind, attname, atttypid::regtype::text AS type, attnotnull,
       CASE WHEN relkind = 'v' THEN pg_get_viewdef(c.oid) WHEN relkind = 'i' THEN pg_get_indexdef(c.oid) END AS definition
     FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0
     WHERE nspname IN ('lintel', 'kpi') AND relkind IN ('r', 'p', 'v', 'i', 'I') AND NOT relispartition ORDER BY 1, 2, attnum`,
  );
  return rows;
}

async function expectNewest(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT version FROM lintel.schema_version ORDER BY version');
  expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1));
  expect(await missingMigrations(client)).toEqual([]);
}

async function expectNothingLost(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT sum(entries)::int AS entries FROM lintel.count_store');
  expect(rows).toEqual([{ entries: 2 * 1_440 * DAYS }]);
  await rollUp(client);
  for (const fact of FACTS.slice(0, 2))
    expect(await readRollup(client, fact, 'hour')).toEqual(await recompute(client, fact, 'hour'));
}

test('from nothing; twice changes nothing', () =>
  withDatabase('empty', async (client) => {
    expect(await missingMigrations(client)).toHaveLength(SCHEMA_VERSION);
    expect(await maintain(client, NOW_MS)).toMatchObject({ migrations: SCHEMA_VERSION });
    await expectNewest(client);
    const before = await shape(client);
    expect(await maintain(client, NOW_MS)).toMatchObject({
      migrations: 0,
      partitions: 0,
      partitionsDropped: 0,
    });
    expect(await shape(client)).toEqual(before);
  }));

test('from the version before: the same schema, its rows in the roll-ups', () =>
  withDatabase('before', async (client) => {
    await fillVersionOne(client);
    await maintain(client, NOW_MS);
    await expectNewest(client);
    await expectNothingLost(client);
    await withDatabase('fresh', async (fresh) => {
      await maintain(fresh, NOW_MS);
      expect(await shape(client)).toEqual(await shape(fresh));
    });
  }));

test(
  'killed half way, in every step: the next run ends at the newest',
  () =>
    withDatabase('killed', async (client, url) => {
      await fillVersionOne(client);
      for (const table of ['store', 'schema_version', 'gateway']) {
        // Somebody holds a table that a step needs: there it stands when it is killed.
        await client.query('BEGIN');
        await client.query(`LOCK TABLE lintel.${table} IN ACCESS SHARE MODE`);
        const child = spawn(process.execPath, ['src/main.ts', 'cloud', 'maintain', '--database', url], {
          cwd: ROOT,
          stdio: 'ignore',
        });
        await untilWaiting(url, child);
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        await client.query('COMMIT');
      }
      await maintain(client, NOW_MS);
      await expectNewest(client);
      await expectNothingLost(client);
    }),
  120_000,
);

/** Until it waits for the table, or is done. */
async function untilWaiting(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const { rowCount } = await admin.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [new URL(url).pathname.slice(1)],
    );
    if (rowCount !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a step of another build, and a newer database, are refused', () =>
  withDatabase('other', async (client) => {
    await maintain(client, NOW_MS);
    await client.query(`UPDATE lintel.schema_version SET checksum = 'x' WHERE version = 2`);
    await expect(maintain(client, NOW_MS)).rejects.toThrow(/step 2 \(rollups\)/);
    await client.query(`INSERT INTO lintel.schema_version VALUES (99, 'later', 'x')`);
    await expect(maintain(client, NOW_MS)).rejects.toThrow(/schema 99/);
  }));

test('a view of somebody else that rests on ours stops the exchange of views, and nothing is lost', () =>
  withDatabase('dependent', async (client) => {
    await maintain(client, NOW_MS);
    await client.query('CREATE VIEW kpi.mine AS SELECT store, entries FROM kpi.store_day');
    await client.query(`UPDATE lintel.surface SET checksum = 'older'`);
    await expect(maintain(client, NOW_MS)).rejects.toThrow(/depend/);
    expect((await client.query('SELECT * FROM kpi.mine')).rows).toEqual([]);
  }));
