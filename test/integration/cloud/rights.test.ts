/** Roles and tenants on a real PostgreSQL: what nobody may do is tried as who may not. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCloud } from '../../../src/cloud/open-ingest.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { silentLog } from '../../../src/system/log.ts';
import { FLEET_TRIES, READER_TRIES, WRITER_TRIES } from '../../support/cloud/beyond-rights.ts';
import { countMessage, topicOf } from '../../support/cloud/cloud-messages.ts';
import { eventually } from '../../support/cloud/cloud-side.ts';
import { hasPgBouncer, startPgBouncer } from '../../support/cloud/pgbouncer.ts';
import { startMosquitto } from '../../support/links/mosquitto.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';

const ROLES = join(import.meta.dirname, '../../../deploy/cloud/roles.sql');
let postgres: Postgres;
let admin: pg.Client;

const urlAs = (login: string) => postgres.url.replace('lintel@', `${login}@`).replace(/postgres$/, 'fleet');

async function as<T>(login: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlAs(login) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  postgres = await startPostgres();
  const first = new pg.Client({ connectionString: postgres.url });
  await first.connect();
  await first.query('CREATE DATABASE fleet');
  await first.end();
  // Twice, as somebody repeats it after an upgrade.
  for (let run = 0; run < 2; run += 1)
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', ROLES, urlAs('lintel')], { stdio: 'ignore' });
  await maintainDatabase(urlAs('lintel_owner'), Date.now());
  admin = new pg.Client({ connectionString: urlAs('lintel') });
  await admin.connect();
  await admin.query(`CREATE ROLE acme_analyst LOGIN IN ROLE lintel_reader;
    CREATE ROLE acme_manager LOGIN IN ROLE lintel_reader;
    CREATE ROLE stranger LOGIN IN ROLE lintel_reader;
    INSERT INTO lintel.reader_right VALUES ('acme_analyst', 'acme', NULL), ('acme_manager', 'acme', 'one');
    INSERT INTO lintel.store (tenant, store) VALUES ('acme', 'one'), ('acme', 'two'), ('globex', 'secret');
    INSERT INTO lintel.rollup_day_store (store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds,
      seen_s, entries, exits, received_at)
    SELECT store_id, now()::date - 1, now()::date - 1, now()::date, 1, 1, 0, 86400, 86400, 777, 300, now() FROM lintel.store`);
});

afterAll(async () => {
  await admin.end();
  await postgres.stop();
});

/** All that a try gave away: rows, messages, and whether it made the server wait for something. */
function attempt(login: string, text: string): Promise<string> {
  return as(login, async (client) => {
    const notices: string[] = [];
    client.on('notice', ({ message }) => notices.push(message ?? ''));
    const began = performance.now();
    const got = await client.query(text).then(
      (result) => JSON.stringify([result].flat().map(({ rows }) => rows)),
      (error: Error) => `refused: ${error.message}`,
    );
    const isSlow = performance.now() - began > 30_000;
    return [got, ...notices, ...(isSlow ? ['globex, by the time it took'] : [])].join(' ');
  });
}

test('sixty tries and more as a reader of one tenant give nothing', async () => {
  expect(READER_TRIES.length + WRITER_TRIES.length + FLEET_TRIES.length).toBeGreaterThanOrEqual(60);
  for (const text of READER_TRIES) {
    const got = await attempt('acme_analyst', text);
    expect(got, text).not.toMatch(/globex|secret/);
    if (!text.startsWith('SELECT') && !text.startsWith('RESET')) expect(got, text).toMatch(/^refused/);
  }
});

test.each([
  ['lintel_writer', WRITER_TRIES],
  ['lintel_fleet', FLEET_TRIES],
])('%s does nothing but its job', async (login, tries) => {
  for (const text of tries) expect(await attempt(login, text), text).toMatch(/^refused/);
});

describe('a login sees', () => {
  const stores = (login: string) =>
    as(login, async (client) => {
      const { rows } = await client.query('SELECT DISTINCT tenant, store FROM kpi.store_day ORDER BY 1, 2');
      return rows.map(({ tenant, store }) => `${tenant}/${store}`);
    });

  test('the stores of its rights, each in every view', async () => {
    expect(await stores('acme_analyst')).toEqual(['acme/one', 'acme/two']);
    expect(await stores('acme_manager')).toEqual(['acme/one']);
    expect(await stores('stranger')).toEqual([]);
    expect(await stores('lintel_fleet')).toEqual(['acme/one', 'acme/two', 'globex/secret']);
  });

  test('nothing in any view without a right', async () => {
    const { rows } = await admin.query(`SELECT viewname FROM pg_views WHERE schemaname = 'kpi'`);
    for (const { viewname } of rows)
      await as('stranger', async (client) => {
        const { rows: seen } = await client.query(`SELECT * FROM kpi.${viewname}`);
        if (viewname !== 'rollup_lag') expect(seen, viewname).toEqual([]);
      });
  });

  test('through barriers alone, which no condition of a query gets behind', async () => {
    const { rows } = await admin.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'kpi'::regnamespace AND relkind = 'v'
       AND NOT coalesce(reloptions @> '{security_barrier=true}', false)`,
    );
    expect(rows).toEqual([]);
  });

  test.runIf(hasPgBouncer())('the same behind a pooler that mixes sessions', async () => {
    await using pooler = await startPgBouncer(urlAs('acme_analyst'));
    const client = new pg.Client({ connectionString: pooler.url });
    await client.connect();
    const { rows } = await client.query('SELECT DISTINCT tenant FROM kpi.store_day');
    await client.end();
    expect(rows).toEqual([{ tenant: 'acme' }]);
  });
});

test('an ingest with the rights of a writer writes rows and rolls them up', async () => {
  await using broker = await startMosquitto({});
  const cloud = await openCloud(
    { brokerUrl: broker.url, databaseUrl: urlAs('lintel_writer'), group: 'rights', clientId: 'rights' },
    silentLog,
  );
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  await client.publishAsync(
    topicOf('gw-1', 'count'),
    JSON.stringify(countMessage([{ seq: 1, minute: 1, entries: 9 }])),
    { qos: 1 },
  );
  await eventually(
    'the row',
    async () => (await admin.query('SELECT FROM lintel.count_store')).rowCount === 1,
  );
  expect(await cloud.database.rollUp(AbortSignal.timeout(10_000))).toBe(0);
  expect(await cloud.database.holes()).toEqual([]);
  await client.endAsync();
  await cloud.close();
  const { rows } = await admin.query('SELECT entries FROM lintel.rollup_hour_store');
  expect(rows).toEqual([{ entries: 9 }]);
});
