/** What a day's and a week's numbers say of themselves: coverage of the opening hours, the interval of a week, and the funnel. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { plainValues } from '../../support/cloud/plain-values.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import { createRandom } from '../../support/random.ts';

const SPRING_MS = Date.UTC(2026, 3, 1);
const DAY = '2026-03-25';
/** Clocks went forward on this night in London. */
const SHORT_DAY = '2026-03-29';

let postgres: Postgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url, types: plainValues() });
  await client.connect();
  await maintain(client, SPRING_MS);
});

afterAll(async () => {
  await client.end();
  await postgres.stop();
});

interface Counted {
  readonly store: string;
  readonly hours?: readonly [opens: string, closes: string];
  readonly timezone?: string;
  readonly day?: string;
  /** Local hours of the outage; it lasts to the end of the last. */
  readonly blind: readonly number[];
  readonly rowSeconds?: number;
}

/** A store with a door and a pavement and rows of a local day; 6 people an hour. */
async function count({ store, hours, timezone = 'UTC', day = DAY, blind, rowSeconds = 900 }: Counted) {
  await client.query(
    `WITH s AS (INSERT INTO lintel.store (tenant, store, timezone, opens, closes) VALUES ('acme', $1, $2, $3, $4) RETURNING *),
      g AS (INSERT INTO lintel.gateway (store_id, gateway) SELECT store_id, 'gw' FROM s RETURNING *),
      t AS (INSERT INTO lintel.thing (store_id, kind, thing) SELECT store_id, 'door', 'front' FROM s RETURNING *),
      row AS (
        SELECT at, extract(hour FROM at AT TIME ZONE $2) = ANY ($5::int[]) AS is_blind
        FROM generate_series($6::timestamp AT TIME ZONE $2, ($6::timestamp + interval '1 day') AT TIME ZONE $2 - interval '1 second',
          make_interval(secs => $7)) AS at),
      stored AS (
        INSERT INTO lintel.count_store (store_id, gateway_id, from_at, seconds, rev, seq, clock, def, seen_s, entries, exits,
          shopfront_seen_s, passers_by)
        SELECT g.store_id, gateway_id, at, $7, 1, row_number() OVER (ORDER BY at), 'synced', '3f9a1c20',
          CASE WHEN is_blind THEN 0 ELSE $7 END, CASE WHEN NOT is_blind THEN $7 / 600 END, CASE WHEN NOT is_blind THEN $7 / 600 END,
          CASE WHEN is_blind THEN 0 ELSE $7 END, CASE WHEN NOT is_blind THEN 5 END
        FROM g CROSS JOIN row),
      mark AS (INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) SELECT store_id, '-infinity', 'infinity' FROM s)
    INSERT INTO lintel.count_door (store_id, thing_id, gateway_id, from_at, seconds, seen_s, entries, exits, err)
    SELECT g.store_id, thing_id, gateway_id, at, $7, CASE WHEN is_blind THEN 0 ELSE $7 END, CASE WHEN NOT is_blind THEN $7 / 600 END,
      CASE WHEN NOT is_blind THEN $7 / 600 END, 0.05
    FROM g JOIN t USING (store_id) CROSS JOIN row`,
    [store, timezone, hours?.[0], hours?.[1], blind, day, rowSeconds],
  );
  await rollUp(client);
}

async function coverages(store: string, day = DAY): Promise<unknown[]> {
  const views = ['store_day', 'door_day', 'capture_day', 'compare_day', 'quality_day'];
  const { rows } = await client.query<{ coverage: number }>(
    [
      ...views.map((view) => `SELECT coverage FROM kpi.${view}`),
      'SELECT seen_s / span_s AS coverage FROM kpi.sum_day',
    ]
      .map((query) => `${query} WHERE store = $1 AND local_day = $2`)
      .join(' UNION ALL '),
    [store, day],
  );
  return rows.map(({ coverage }) => Math.round(coverage * 1e6) / 1e6);
}

const six = (share: number) => Array.from({ length: 6 }, () => Math.round(share * 1e6) / 1e6);

describe('coverage of a day is of the opening hours', () => {
  test.each<[string, Omit<Counted, 'store'>, number]>([
    ['two of nine open hours were not seen', { hours: ['09:00', '18:00'], blind: [11, 12] }, 7 / 9],
    ['an outage at night costs nothing', { hours: ['09:00', '18:00'], blind: [0, 1, 2, 3, 20] }, 1],
    ['all hours count where the opening hours are not known', { blind: [11, 12] }, 22 / 24],
    ['an hour that is open in part', { hours: ['09:30', '18:00'], blind: [9] }, 8 / 8.5],
    ['a bar closes after midnight', { hours: ['18:00', '02:00'], blind: [0, 12] }, 7 / 8],
    ['rows of an hour', { hours: ['09:30', '18:00'], blind: [11], rowSeconds: 3600 }, 7.5 / 8.5],
    ['one row for a whole day', { hours: ['09:30', '18:00'], blind: [], rowSeconds: 86_400 }, 1],
    [
      'a night of which an hour was left out',
      { hours: ['00:00', '06:00'], timezone: 'Europe/London', day: SHORT_DAY, blind: [4] },
      4 / 5,
    ],
    [
      'a day that begins at 18:15 UTC',
      { hours: ['10:00', '20:00'], timezone: 'Asia/Kathmandu', blind: [12] },
      9 / 10,
    ],
  ])('%s', async (store, counted, share) => {
    await count({ store, ...counted });
    expect(await coverages(store, counted.day)).toEqual(six(share));
  });

  test('hours that are learned late hold for the days before, new hours do not', async () => {
    const setHours = async (opens: string, closes: string) => {
      await client.query(`UPDATE lintel.store SET opens = $1, closes = $2 WHERE store = 'late'`, [
        opens,
        closes,
      ]);
      await rollUp(client);
    };
    await count({ store: 'late', blind: [11] });
    expect(await coverages('late')).toEqual(six(23 / 24));
    await setHours('09:00', '18:00');
    expect(await coverages('late')).toEqual(six(8 / 9));
    await setHours('09:00', '13:00');
    expect(await coverages('late')).toEqual(six(8 / 9));
  });
});

/** Twelve such numbers less six: nearly a normal one. */
const normal = (random: () => number) => Array.from({ length: 12 }, random).reduce((sum, n) => sum + n, -6);

test('the interval of a week holds the truth in 19 of 20 weeks: a door errs alike on all days', async () => {
  const random = createRandom(25);
  const [weeks, truth, err] = [1_000, 400, 0.05];
  const entries = Array.from({ length: weeks }, () => {
    const shared = 1 + err * normal(random);
    return Array.from({ length: 7 }, () =>
      Math.round(truth * shared + Math.sqrt(0.03 * truth) * normal(random)),
    );
  }).flat();
  await client.query(
    `WITH s AS (INSERT INTO lintel.store (tenant, store) SELECT 'weeks', generate_series(1, $1::int) RETURNING *)
    INSERT INTO lintel.rollup_day_store (store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds, seen_s,
      entries, doors_var, received_at)
    SELECT store_id, date '2026-03-09' + day::int, '2026-03-09', '2026-03-10', 1, 1, 0, 86400, 86400, n, (n * $3::float8) ^ 2, now()
    FROM unnest($2::int[]) WITH ORDINALITY AS counted(n, place)
    CROSS JOIN LATERAL (SELECT (place - 1) % 7 AS day, 1 + (place - 1) / 7 AS store) AS at
    JOIN s ON s.store = at.store::text`,
    [weeks, entries, err],
  );
  const { rows } = await client.query<{ held: number; half: number; summed: number }>(
    `SELECT avg((7 * $1 BETWEEN entries_low AND entries_high)::int)::float8 AS held, avg(entries_high - entries)::float8 AS half,
      (SELECT avg(half) FROM (
        SELECT 1.96 * sqrt(sum(entries_variance) + sum(entries_shared) ^ 2) AS half FROM kpi.sum_day WHERE tenant = 'weeks'
        GROUP BY store) AS sums)::float8 AS summed
    FROM kpi.store_week WHERE tenant = 'weeks'`,
    [truth],
  );
  expect(rows[0]?.held).toBeGreaterThan(0.93);
  expect(rows[0]?.held).toBeLessThan(0.97);
  // A sum by the reader, as the pages make it, has the same interval, but for the one person that each day adds.
  expect(rows[0]?.summed).toBeCloseTo(rows[0]?.half ?? 0, -0.5);
});

test('shares of the funnel are those of capture rate and conversion, also where not all was seen', async () => {
  await count({ store: 'funnel', hours: ['09:00', '18:00'], blind: [] });
  // The pavement was seen in the morning alone, and the till in the afternoon.
  await client.query(
    `UPDATE lintel.count_store c SET shopfront_seen_s = CASE WHEN is_morning THEN 900 ELSE 0 END,
      passers_by = CASE WHEN is_morning THEN 5 END, sales = CASE WHEN NOT is_morning THEN 1 END
    FROM (
      SELECT store_id, from_at, extract(hour FROM from_at AT TIME ZONE 'UTC') < 12 AS is_morning
      FROM lintel.count_store JOIN lintel.store USING (store_id) WHERE store = 'funnel'
    ) AS at
    WHERE c.store_id = at.store_id AND c.from_at = at.from_at`,
  );
  await client.query(
    `INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) SELECT store_id, '-infinity', 'infinity' FROM lintel.store
    WHERE store = 'funnel'`,
  );
  await rollUp(client);
  const read = async (text: string) =>
    (await client.query<Record<string, number>>(`${text} WHERE store = 'funnel'`)).rows;
  const tiles = await read(`SELECT 'entry' AS stage, rate AS share, low, high FROM kpi.capture_day`);
  const sales = await read(`SELECT 'sale' AS stage, rate AS share, low, high FROM kpi.conversion_day`);
  const funnel = await read('SELECT stage, share, low, high FROM kpi.funnel_day');
  expect([tiles.length, sales.length]).toEqual([1, 1]);
  expect(funnel.filter(({ stage }) => String(stage) !== 'street')).toEqual([...tiles, ...sales]);
});
