/** The twenty example queries, as a reader runs them, against what simulated people did. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { RowNumbers, SENDER, writeRows } from '../../support/cloud/contract-rows.ts';
import { plainValues } from '../../support/cloud/plain-values.ts';
import { exampleQueries, runQuery } from '../../support/cloud/run-query.ts';
import type { DayTruth } from '../../support/cloud/simulated-windows.ts';
import { simulateDay } from '../../support/cloud/simulated-windows.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import { createGate } from '../../support/stores/closed-windows.ts';

const DAY_MS = 86_400_000;
/** A Monday and the day after, and the same days a week and a year before. */
const FIRST_MS = Date.UTC(2026, 4, 11);
const STARTS = [FIRST_MS - 364 * DAY_MS, FIRST_MS - 7 * DAY_MS, FIRST_MS, FIRST_MS + DAY_MS];
const VALUES = { tenant: SENDER.tenant, store: SENDER.store, first: '2026-05-11', last: '2026-05-12' };

const THINGS = new Set(['front', 'table', 'till', 'milk', 'pad']);

let postgres: Postgres;
let reader: pg.Client;
let truth: DayTruth;

beforeAll(async () => {
  postgres = await startPostgres();
  const client = new pg.Client({ connectionString: postgres.url, pipeline: true, types: plainValues() });
  await client.connect();
  execFileSync(
    'psql',
    ['-q', '-f', join(import.meta.dirname, '../../../deploy/cloud/roles.sql'), postgres.url],
    { stdio: 'ignore' },
  );
  await client.query('ALTER ROLE lintel SUPERUSER');
  await maintain(client, STARTS[0] ?? 0);
  const [gate, numbers] = [createGate({}, { knownIds: THINGS }), new RowNumbers()];
  const days = STARTS.map((startMs, index) => simulateDay(index + 1, startMs, 300));
  for (const { windows } of days) await writeRows(client, numbers.pass(gate, windows));
  const [, , monday, tuesday] = days.map((day) => day.truth);
  if (monday === undefined || tuesday === undefined) throw new Error('no days');
  truth = Object.fromEntries(
    Object.entries(monday).map(([name, n]) => [name, n + tuesday[name as keyof DayTruth]]),
  ) as never;
  const state = {
    state: 'online',
    since: '2026-05-12T06:00:00Z',
    version: '0.1.0',
    waitingRows: 2,
    down: ['cam'],
  };
  await writeRows(client, [{ ...SENDER, boot: 'b', stream: 'state', row: state }]);
  await rollUp(client);
  await client.query(`CREATE ROLE analyst LOGIN IN ROLE lintel_reader;
    INSERT INTO lintel.reader_right VALUES ('analyst', 'acme', NULL)`);
  await client.end();
  reader = new pg.Client({
    connectionString: postgres.url.replace('lintel@', 'analyst@'),
    types: plainValues(),
  });
  await reader.connect();
});

afterAll(async () => {
  await reader.end();
  await postgres.stop();
});

const answer = (start: string) => {
  const query = exampleQueries().find(({ name }) => name.startsWith(start));
  if (query === undefined) throw new Error(`no query ${start}`);
  return runQuery(reader, query, VALUES);
};
const sum = (rows: readonly Record<string, unknown>[], column: string) =>
  rows.reduce((all, row) => all + Number(row[column]), 0);

test('there are twenty, and each gives an answer', async () => {
  const queries = exampleQueries();
  expect(queries).toHaveLength(20);
  const silent: string[] = [];
  for (const query of queries)
    if ((await runQuery(reader, query, VALUES)).length === 0) silent.push(query.name);
  // Nothing was unusual, no week is whole, and every day is to be trusted.
  expect(silent).toEqual(['17-against-usual', '18-like-for-like', '19-what-not-to-trust']);
});

describe('answers equal what people did', () => {
  test('01, 02: people by day and hour', async () => {
    const days = await answer('01');
    expect(days).toHaveLength(2);
    expect(sum(days, 'entries')).toBe(truth.entries);
    for (const { entries, low, high } of days)
      expect(Number(low) < Number(entries) && Number(entries) < Number(high)).toBe(true);
    const hours = await answer('02');
    expect([hours.length, sum(hours, 'entries')]).toEqual([48, truth.entries]);
  });

  test('03, 04: shopfront and sales conversion', async () => {
    const [capture] = await answer('03');
    expect(capture?.['capture_rate']).toBeCloseTo(truth.entries / (truth.entries + truth.passersBy), 9);
    const days = await answer('04');
    expect([sum(days, 'sales'), sum(days, 'entries')]).toEqual([truth.sales, truth.entries]);
  });

  test('05, 06, 07: bounces and visits', async () => {
    expect(sum(await answer('05'), 'bounced')).toBe(truth.bounced);
    const [visits] = await answer('06');
    expect(visits?.['mean_visit_s']).toBeCloseTo(truth.personTimeS / truth.visits, 6);
    expect((await answer('07')).map(({ visits: n }) => Number(n))).toEqual([
      truth.bounced,
      truth.visits - truth.bounced,
    ]);
  });

  test('08, 12: zones and queues, but for the few that wait', async () => {
    const [table] = await answer('08');
    expect(truth.tableVisits - Number(table?.['people'])).toBeLessThan(15);
    expect([table?.['median_s'], table?.['p90_s']]).toEqual([
      expect.closeTo(Math.sqrt(31.5 * 40), 3),
      expect.closeTo(Math.sqrt(31.5 * 40), 3),
    ]);
    const [till] = await answer('12');
    expect(truth.served - Number(till?.['served'])).toBeLessThan(15);
    expect(till?.['mean_wait_s']).toBeCloseTo(45, 6);
  });

  test('the intervals of a queue are those of the variances that were sent', async () => {
    const days = await reader.query<Record<string, number>>('SELECT * FROM kpi.queue_day ORDER BY local_day');
    expect(days.rows.length).toBeGreaterThan(1);
    for (const { served = 0, served_high, mean_wait_low_s, mean_wait_high_s } of days.rows) {
      expect(served_high).toBeCloseTo(served + 1.96 * Math.sqrt(served / 4), 0);
      expect(mean_wait_low_s).toBeCloseTo(45 - (1.96 * 20) / Math.sqrt(served), 1);
      expect(mean_wait_high_s).toBeCloseTo(45 + (1.96 * 20) / Math.sqrt(served), 1);
    }
  });

  test('11: the funnel begins with everybody on the street', async () => {
    const stages = await answer('11');
    expect(stages.map(({ stage }) => stage)).toEqual([
      'street',
      'entry',
      'zone',
      'engaged',
      'queue',
      'served',
      'sale',
    ]);
    expect(stages.slice(0, 2).map(({ people }) => Number(people))).toEqual([
      truth.entries + truth.passersBy,
      truth.entries,
    ]);
  });

  test('13, 14: occupancy and feedback', async () => {
    expect((await answer('13')).every(({ mean_people }) => mean_people === 3)).toBe(true);
    expect(await answer('14')).toMatchObject([{ terminal: 'pad', happy_index: 75 }]);
  });

  test('comparisons: last week and 52 weeks before', async () => {
    const { rows } = await reader.query(
      `SELECT usual_days, last_week_entries, last_year_entries FROM kpi.compare_day WHERE local_day = '2026-05-11'`,
    );
    const before = await reader.query(
      `SELECT entries FROM kpi.store_day WHERE local_day < '2026-05-11' ORDER BY local_day`,
    );
    expect(rows).toEqual([
      {
        usual_days: 1,
        last_week_entries: before.rows[1]?.entries,
        last_year_entries: before.rows[0]?.entries,
      },
    ]);
  });

  test('20: gateways', async () => {
    expect(await answer('20')).toMatchObject([
      { state: 'online', waiting_rows: 2, missing_rows: null, sensors_down: ['cam'] },
    ]);
  });
});
