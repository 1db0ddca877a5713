/** Roll-ups on a real PostgreSQL: whatever rows come in whatever order, they equal a full recomputation. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { writeRows } from '../../support/cloud/contract-rows.ts';
import { RandomCloudRows, ZONES } from '../../support/cloud/random-cloud-rows.ts';
import { FACTS, readRollup, recompute } from '../../support/cloud/recomputed-rollups.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';

const SPRING_MS = Date.UTC(2026, 3, 1);

let postgres: Postgres;
let client: pg.Client;
let other: pg.Client;

const connect = async () => {
  const made = new pg.Client({ connectionString: postgres.url, pipeline: true });
  await made.connect();
  return made;
};

beforeAll(async () => {
  postgres = await startPostgres();
  [client, other] = [await connect(), await connect()];
  await maintain(client, SPRING_MS);
});

afterAll(async () => {
  await Promise.all([client.end(), other.end()]);
  await postgres.stop();
});

async function expectRecomputed(): Promise<void> {
  for (const fact of FACTS) {
    for (const by of fact.hours === undefined ? (['day'] as const) : (['hour', 'day'] as const)) {
      const [made, expected] = [await readRollup(client, fact, by), await recompute(client, fact, by)];
      expect(expected.size).toBeGreaterThan(0);
      expect(made, `${fact.table} by ${by}`).toEqual(expected);
    }
  }
}

describe('roll-ups equal a full recomputation', () => {
  test.each([1, 2, 3])('after late, restated, coarser, doubled and unsynced rows (seed %i)', async (seed) => {
    const rows = new RandomCloudRows(seed);
    const zones = Object.entries(ZONES);
    for (let round = 0; round < 12; round += 1) {
      // Time zones are learned one after the other, some long after the rows.
      const [store = '', timezone = ''] = zones[round % zones.length] ?? [];
      const meaning = round >= 3 && seed === 1 ? [rows.meaning(store, timezone)] : [];
      await Promise.all([writeRows(client, [...rows.batch(40), ...meaning]), rollUp(other)]);
      if (round % 3 === 0) await rollUp(client);
    }
    expect(await rollUp(client)).toBe(0);
    await expectRecomputed();
  });

  test('after a transaction that ended half way, and a server that was killed', async () => {
    const batch = new RandomCloudRows(4).batch(60);
    await client.query('BEGIN');
    const [first] = batch;
    if (first === undefined) throw new Error('no row');
    const broken = {
      ...first,
      stream: 'day',
      row: { ...first.row, day: '2026-02-31', from: '2026-02-28T00:00:00Z' },
    };
    await expect(writeRows(client, [...batch, broken])).rejects.toThrow(/date/);
    await writeRows(client, batch);
    await Promise.all([client.end(), other.end()].map((end) => end.catch(() => undefined)));
    await postgres.restart();
    [client, other] = [await connect(), await connect()];
    await rollUp(client);
    await expectRecomputed();
  });
});

test('a day has 23, 24 or 25 hours, and says so (F18)', async () => {
  const { rows } = await client.query<{ store: string; local_day: string; hours: number }>(
    `SELECT store, local_day::text, extract(epoch FROM to_at - from_at)::float8 / 3600 AS hours
     FROM lintel.rollup_day_store JOIN lintel.store USING (store_id)`,
  );
  const hours = (store: string, day: string) =>
    rows.find((row) => row.store === store && row.local_day === day)?.hours;
  expect([hours('london', '2026-03-29'), hours('london', '2026-10-25')]).toEqual([23, 25]);
  expect([hours('howe', '2026-04-05'), hours('kathmandu', '2026-03-29')]).toEqual([24.5, 24]);
});

test('windows that are no longer kept leave their roll-ups, and late rows change nothing there', async () => {
  const before = await readRollup(client, FACTS[0] as never, 'hour');
  const summer = Date.UTC(2026, 8, 20);
  expect(await maintain(client, summer)).toMatchObject({ partitionsDropped: expect.any(Number) });
  const kept = await client.query(`SELECT FROM lintel.count_store WHERE from_at < '2026-06-01'`);
  expect(kept.rowCount).toBe(0);
  await writeRows(client, new RandomCloudRows(5).batch(200));
  await client.query(
    'INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) SELECT store_id, $1, $2 FROM lintel.store',
    [...['-infinity', 'infinity']],
  );
  await rollUp(client);
  const after = await readRollup(client, FACTS[0] as never, 'hour');
  const spring = (sums: Awaited<typeof before>) =>
    [...sums].filter(([key]) => (key.split(' ')[1] ?? '') < '2026-06');
  expect(spring(before).length).toBeGreaterThan(50);
  expect(new Map(spring(after))).toEqual(new Map(spring(before)));
});
