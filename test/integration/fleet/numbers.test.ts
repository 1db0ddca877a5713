/** The pages' numbers beside the views of `kpi`, which data analysts read: the same value, the same doubt. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFleetReader } from '../../../src/cloud/fleet/open-reader.ts';
import type { FleetReader, PanelName, PanelRow, PanelValues } from '../../../src/ports/fleet.ts';
import { EVERY } from '../../../src/ports/fleet.ts';
import type { FleetDatabase } from '../../support/fleet/fleet-side.ts';
import { startFleetDatabase } from '../../support/fleet/fleet-side.ts';

const DAY_MS = 86_400_000;
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
/** Store 7 has outages among its days. */
const STORES = ['store-1', 'store-7'];
const DAYS = [dayAgo(1), dayAgo(4), dayAgo(12)];

let database: FleetDatabase;
let reader: FleetReader;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await startFleetDatabase(8, 70);
  await database.admin.query(`INSERT INTO lintel.reader_right (login) VALUES ('person:anna');
    UPDATE lintel.rollup_day_store SET entries_var = 12, exits = exits - 9, seen_s = seen_s - 2000, open_seen_s = open_seen_s - 2000 WHERE store_id = 1`);
  ({ reader, close } = await openFleetReader(database.urlAs('lintel_pages'), () => performance.now()));
});

afterAll(async () => {
  await close();
  await database[Symbol.asyncDispose]();
});

function panel(name: PanelName, values: Partial<PanelValues>): Promise<readonly PanelRow[]> {
  const last = values.last ?? dayAgo(1);
  return reader.panel(['person:anna'], name, {
    ...{ tenant: 'acme', region: EVERY, stores: [EVERY], versus: 'weekday', first: last, last },
    ...values,
  });
}

async function view(name: string, store: string, day: string): Promise<Record<string, unknown>[]> {
  const { rows } = await database.admin.query(
    `SELECT v.* FROM (SELECT * FROM kpi.${name} WHERE store = $1 AND local_day = $2) AS v`,
    [store, day],
  );
  return rows;
}

function close6(actual: unknown, expected: unknown, what: string): void {
  if (expected === null) expect(actual, what).toBeNull();
  else expect(Number(actual), what).toBeCloseTo(Number(expected), 6);
}

describe.each(STORES.flatMap((store) => DAYS.map((day) => [store, day] as const)))(
  '%s on %s',
  (store, day) => {
    const one = { stores: [store], first: day, last: day };
    const measure = async (name: string) => {
      const rows = [...(await panel('key-numbers', one)), ...(await panel('more-numbers', one))];
      return rows.find((row) => row['measure'] === name);
    };

    test('entries, their interval, what was seen and what is usual', async () => {
      const entries = await measure('entries');
      const [row] = await view('store_day', store, day);
      const [compared] = await view('compare_day', store, day);
      close6(entries?.['value'], row?.['entries'] ?? null, 'entries');
      close6(entries?.['low'], row?.['entries_low'] ?? null, 'low');
      close6(entries?.['high'], row?.['entries_high'] ?? null, 'high');
      close6(entries?.['coverage'], row?.['coverage'], 'coverage');
      if (row?.['entries'] != null) {
        close6(entries?.['than'], compared?.['usual_entries'], 'usual');
        expect(entries?.['weeks']).toBe(Number(compared?.['usual_days']));
      }
    });

    test.each([
      ['conversion', 'conversion_day', ['rate', 'low', 'high']],
      ['capture', 'capture_day', ['rate', 'low', 'high']],
      ['visit', 'visit_day', ['mean_visit_s', 'mean_visit_low_s', 'mean_visit_high_s']],
      ['bounce', 'bounce_day', ['share', 'low', 'high']],
      ['happy', 'feedback_day', ['happy_index']],
      ['wait', 'queue_day', ['mean_wait_s']],
    ])('%s', async (name, from, [value = '', low, high]) => {
      const own = await measure(name);
      const [row] = await view(from, store, day);
      close6(own?.['value'] ?? null, row?.[value] ?? null, name);
      if (low !== undefined && high !== undefined && row?.[value] != null) {
        close6(own?.['low'], row[low], `${name} low`);
        close6(own?.['high'], row[high], `${name} high`);
      }
    });

    test('the funnel, stage by stage', async () => {
      const rows = await panel('funnel', one);
      const views = (await view('funnel_day', store, day)).sort(
        (a, b) => Number(a['stage_no']) - Number(b['stage_no']),
      );
      expect(rows.map((row) => row['stage'])).toEqual(views.map((row) => row['stage']));
      rows.forEach((row, index) => {
        for (const column of ['people', 'share', 'low', 'high'])
          close6(row[column], views[index]?.[column] ?? null, `${row['stage']} ${column}`);
      });
    });

    test('zones: people, reach, engaged, stay', async () => {
      const [zones, reaches] = [await view('zone_day', store, day), await view('zone_reach_day', store, day)];
      const rows = await panel('zones', one);
      expect(rows).toHaveLength(zones.length);
      for (const row of rows) {
        const zone = zones.find((found) => found['zone'] === row['zone']);
        const reach = reaches.find((found) => found['zone'] === row['zone']);
        close6(row['people'], zone?.['exits'] ?? null, 'people');
        close6(row['engaged_share'], zone?.['engaged_share'] ?? null, 'engaged');
        close6(row['mean_dwell_s'], zone?.['mean_dwell_s'] ?? null, 'stay');
        close6(row['reach'], reach?.['rate'] ?? null, 'reach');
        close6(row['reach_low'], reach?.['low'] ?? null, 'reach low');
      }
    });

    test('hours of the day', async () => {
      const hours = await view('store_hour', store, day);
      const rows = await panel('hours', one);
      for (const hour of hours) {
        const row = rows.find((found) => found['hour_of_day'] === hour['hour_of_day']);
        close6(row?.['entries'] ?? null, hour['entries'] ?? null, `hour ${hour['hour_of_day']}`);
      }
    });

    test('what to trust', async () => {
      const [row] = await panel('quality', one);
      const [quality] = await view('quality_day', store, day);
      for (const column of ['coverage', 'received', 'in_out_difference'])
        close6(row?.[column], quality?.[column] ?? null, column);
    });
  },
);

test('a week of a store is that of kpi.store_week, with its interval', async () => {
  const { rows: weeks } = await database.admin.query(
    `SELECT week::text AS week, entries, entries_low, entries_high, coverage FROM kpi.store_week WHERE store = 'store-1' AND days = 7`,
  );
  expect(weeks.length).toBeGreaterThan(5);
  for (const { week, ...expected } of weeks) {
    const last = new Date(Date.parse(week) + 6 * DAY_MS).toISOString().slice(0, 10);
    const [entries] = await panel('key-numbers', { stores: ['store-1'], first: week, last });
    close6(entries?.['value'], expected.entries, 'entries');
    close6(entries?.['coverage'], expected.coverage, 'coverage');
    // The view counts .03 for one more person a week, the page for one a day.
    expect(Number(entries?.['high'])).toBeCloseTo(expected.entries_high, 0);
  }
});

test('days of all stores add up to the sum of their days, and leave unseen ones out of the comparison', async () => {
  const range = { first: dayAgo(30), last: dayAgo(1) };
  const days = await panel('days', range);
  const { rows } = await database.admin.query(
    `SELECT local_day::text AS day, sum(entries)::int AS entries FROM kpi.store_day WHERE local_day BETWEEN $1 AND $2
     GROUP BY local_day ORDER BY local_day`,
    [range.first, range.last],
  );
  expect(days.map((row) => [row['local_day'], row['entries']])).toEqual(
    rows.map(({ day, entries }) => [day, entries]),
  );
  const compared = await panel('compare', range);
  const sum = compared.reduce((all, row) => all + Number(row['entries']), 0);
  const { rows: seen } = await database.admin.query(
    `SELECT sum(entries)::int AS entries FROM kpi.store_day WHERE local_day BETWEEN $1 AND $2 AND coverage >= 0.9`,
    [range.first, range.last],
  );
  expect(sum).toBe(seen[0].entries);
});

test('an hour that was not seen has no interval and no coverage: NULL, never 0 or 1', async () => {
  const { rows: hours } = await database.admin.query(
    `UPDATE lintel.rollup_hour_store SET entries = NULL, occupancy = NULL, occupancy_seen_s = NULL
     WHERE (store_id, hour_at) IN (SELECT store_id, hour_at FROM lintel.rollup_hour_store ORDER BY hour_at DESC LIMIT 3)
     RETURNING store_id`,
  );
  expect(hours).toHaveLength(3);
  const { rows } = await database.admin.query(
    `SELECT s.entries_low, s.entries_high, o.coverage FROM kpi.store_hour s JOIN kpi.occupancy_hour o USING (tenant, store, hour_at)
     WHERE s.entries IS NULL`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const row of rows) expect(row).toMatchObject({ entries_low: null, entries_high: null });
  expect(rows.filter(({ coverage }) => coverage === null).length).toBeGreaterThanOrEqual(3);
});
