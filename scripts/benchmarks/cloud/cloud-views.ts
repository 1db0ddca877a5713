// Every example query and every view on roll-ups of 500 stores and 90 days, as a reader: 95 of 100 answers within a second.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import type { ExampleQuery } from '../../../test/support/cloud/run-query.ts';
import { exampleQueries, runQuery } from '../../../test/support/cloud/run-query.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import { reportSizes } from './cloud-sizes.ts';

const STORES = Number(process.env['SEED_STORES'] ?? 500);
const DAYS = 90;
const TRIES = Number(process.env['TRIES'] ?? 20);
const MOST_MS = 1_000;
const MOST_SEED_S = 240;
const ROLES = join(import.meta.dirname, '../../../deploy/cloud/roles.sql');
const SEED = join(import.meta.dirname, 'seed.sql');
const DAY_MS = 86_400_000;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

export async function benchViews(): Promise<boolean> {
  await using postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const psql = (file: string) =>
    execFileSync(
      'psql',
      [
        '-q',
        '-v',
        'ON_ERROR_STOP=1',
        '-v',
        `stores=${STORES}`,
        '-v',
        `days=${DAYS}`,
        '-f',
        file,
        postgres.url,
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  const beganMs = performance.now();
  psql(SEED);
  const admin = new pg.Client({ connectionString: postgres.url });
  // What failed shows, not the end of the server that follows it.
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query('VACUUM ANALYZE');
  const seedS = (performance.now() - beganMs) / 1_000;
  console.log(`seeded ${STORES} stores × ${DAYS} days in ${seedS.toFixed(0)} s (limit ${MOST_SEED_S})`);
  psql(ROLES);
  await maintainDatabase(postgres.url, Date.now());
  await admin.query(
    `CREATE ROLE analyst LOGIN IN ROLE lintel_reader; INSERT INTO lintel.reader_right VALUES ('analyst', 'acme', NULL)`,
  );
  const reader = new pg.Client({ connectionString: postgres.url.replace('lintel@', 'analyst@') });
  reader.on('error', () => undefined);
  await reader.connect();
  const slowest = await measureAll(reader, await viewQueries(admin));
  await reader.end();
  await reportSizes(admin, STORES, DAYS);
  await admin.end();
  return slowest < MOST_MS && seedS < MOST_SEED_S;
}

/** Each view for one store and all its days, and for all stores and yesterday. */
async function viewQueries(client: pg.Client): Promise<ExampleQuery[]> {
  const { rows } = await client.query<{ view: string; columns: string }>(
    `SELECT table_name AS view, string_agg(column_name, ' ') AS columns FROM information_schema.columns
     WHERE table_schema = 'kpi' GROUP BY table_name ORDER BY table_name`,
  );
  return rows.flatMap(({ view, columns }) => toQueries(view, columns.split(' ')));
}

/** Of all stores a day, the two newest weeks, or one weekday where that is what the view has. */
const OF_ALL = [
  ['local_day', "AND local_day >= :'last'::date"],
  ['week', "AND week >= :'last'::date - 13"],
  ['weekday', 'AND weekday = 1'],
] as const;

/** Views of windows, which have an index by store alone: their reader asks for one after the other. */
const BY_STORE = new Set(['experiment_outcome']);

function toQueries(view: string, columns: readonly string[]): ExampleQuery[] {
  const from = `SELECT * FROM kpi.${view}`;
  if (!columns.includes('store')) return [{ name: view, text: from }];
  const day = ['local_day', 'week'].find((column) => columns.includes(column));
  const one = day === undefined ? '' : `AND ${day} BETWEEN :'first' AND :'last'`;
  const ofStore = {
    name: `${view}, one store`,
    text: `${from} WHERE tenant = :'tenant' AND store = :'store' ${one}`,
  };
  if (BY_STORE.has(view)) return [ofStore];
  const all = OF_ALL.find(([column]) => columns.includes(column))?.[1] ?? '';
  return [ofStore, { name: `${view}, all stores`, text: `${from} WHERE tenant = :'tenant' ${all}` }];
}

async function measureAll(client: pg.Client, views: readonly ExampleQuery[]): Promise<number> {
  const timed: { name: string; p95: number; rows: number }[] = [];
  for (const query of [...exampleQueries(), ...views])
    timed.push({ name: query.name, ...(await measure(client, query)) });
  timed.sort((a, b) => b.p95 - a.p95);
  for (const { name, p95, rows } of timed.slice(0, 12))
    console.log(`  ${name.padEnd(36)} p95 ${p95.toFixed(0).padStart(5)} ms, ${rows} rows`);
  const empty = timed.filter(({ rows }) => rows === 0).map(({ name }) => name);
  console.log(
    `  ${timed.length} queries, each ${TRIES} times; slowest p95 ${timed[0]?.p95.toFixed(0)} ms (limit ${MOST_MS})`,
  );
  console.log(`  without a row: ${empty.join('; ')}`);
  return timed[0]?.p95 ?? Number.POSITIVE_INFINITY;
}

async function measure(client: pg.Client, query: ExampleQuery): Promise<{ p95: number; rows: number }> {
  const times: number[] = [];
  let rows = 0;
  for (let n = 0; n < TRIES; n += 1) {
    const store = `store-${1 + ((n * 37) % STORES)}`;
    const beganMs = performance.now();
    const answer = await runQuery(client, query, {
      tenant: 'acme',
      store,
      first: dayBefore(DAYS),
      last: dayBefore(1),
    });
    times.push(performance.now() - beganMs);
    rows = Math.max(rows, answer.length);
  }
  times.sort((a, b) => a - b);
  return { p95: times[Math.ceil(times.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY, rows };
}
