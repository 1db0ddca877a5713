/** Migration 1, the insert statements and the views, on a real PostgreSQL. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { RowNumbers, writeRows } from '../../support/cloud/contract-rows.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import {
  closedWindow,
  createGate,
  HOUR_MS,
  MINUTE_MS,
  MORNING_MS,
  waitingOf,
} from '../../support/stores/closed-windows.ts';
import { randomWindows, truthOf } from '../../support/stores/random-store.ts';

let postgres: Postgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url, pipeline: true });
  await client.connect();
  await maintain(client, MORNING_MS);
});

afterAll(async () => {
  await client.end();
  await postgres.stop();
});

beforeEach(async () => {
  const tables = await ask<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relnamespace = 'lintel'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname <> 'schema_version'`,
  );
  // Truncating some eighty partitions takes a second and more.
  await client.query('SET session_replication_role = replica');
  await client.query(tables.map(({ name }) => `DELETE FROM ${name}`).join('; '));
});

async function ask<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await client.query<T>(text, values)).rows;
}

const entries = async () =>
  (await ask<{ sum: string | null }>('SELECT sum(entries) FROM lintel.count_store'))[0]?.sum;

const at = (minutes: number) => MORNING_MS + minutes * MINUTE_MS;
const minutes = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) =>
    closedWindow(at(first + i), { store: { in: 2, out: 1 }, doors: { front: [2, 1] } }),
  );

describe('count rows', () => {
  test('of an hour and of its minutes that two receivers write at once count once', async () => {
    const other = new pg.Client({ connectionString: postgres.url, pipeline: true });
    await other.connect();
    await other.query('SET session_replication_role = replica');
    const fine = new RowNumbers().pass(createGate(), minutes(60));
    const [first] = fine;
    if (first === undefined) throw new Error('no row');
    const long = {
      ...first,
      row: { ...first.row, seconds: 3600, seq: 61, store: { seenS: 3600, in: 120, out: 60 } },
    };
    const of = (row: typeof first, gateway: number) => ({
      ...row,
      gateway: `gw-${gateway}`,
      store: `store-${gateway}`,
    });
    // Whoever is new is added by one receiver while the other waits.
    await writeRows(
      client,
      Array.from({ length: 40 }, (_, gateway) => of(first, gateway)),
    );
    for (let gateway = 0; gateway < 40; gateway += 1) {
      const writes = [
        () => writeRows(client, [of(long, gateway)]),
        () =>
          writeRows(
            other,
            fine.map((row) => of(row, gateway)),
          ),
      ];
      await Promise.all((gateway % 2 === 0 ? writes : writes.reverse()).map((write) => write()));
    }
    await other.end();
    expect(await entries()).toBe(String(40 * 120));
  });

  test('of a minute that one receiver writes are held up by no other receiver of their gateway', async () => {
    const rows = new RowNumbers().pass(createGate(), minutes(4));
    await writeRows(client, rows.slice(0, 1));
    const other = new pg.Client({ connectionString: postgres.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT pg_advisory_xact_lock_shared(5218847, gateway_id) FROM lintel.gateway');
    await writeRows(client, rows);
    await other.query('ROLLBACK');
    await other.end();
    expect(await entries()).toBe('8');
  });

  test('add up, and the same row twice changes nothing', async () => {
    const rows = new RowNumbers().pass(createGate(), minutes(20));
    await writeRows(client, rows);
    await writeRows(client, rows);
    expect(await entries()).toBe('40');
    expect(await ask('SELECT sum(entries)::int AS n FROM lintel.count_door')).toEqual([{ n: 40 }]);
  });

  test('a higher revision replaces the row, whichever comes first', async () => {
    const numbers = new RowNumbers();
    const rows = numbers.pass(createGate(), minutes(1));
    const first = rows[0]?.row as { store: object };
    const second = numbers.number('count', { ...first, rev: 2, store: { ...first.store, in: 7 } });
    await writeRows(client, [second]);
    await writeRows(client, rows);
    expect(await entries()).toBe('7');
    await writeRows(client, [
      numbers.number('count', { ...first, rev: 3, store: { ...first.store, in: 8 } }),
      second,
    ]);
    expect(await entries()).toBe('8');
  });

  test.each(['before', 'after', 'with'])(
    'a coarser row replaces the finer ones that came %s it',
    async (order) => {
      const numbers = new RowNumbers();
      const fine = numbers.pass(createGate(), minutes(30));
      const coarse = numbers.pass(createGate({ storeEvery: 'quarter' }), minutes(15));
      const batches =
        { before: [fine, coarse], after: [coarse, fine], with: [[...fine, ...coarse]] }[order] ?? [];
      for (const batch of batches) await writeRows(client, batch);
      expect(await entries()).toBe('60');
      expect(await ask('SELECT count(*)::int AS n FROM lintel.count_store')).toEqual([{ n: 16 }]);
      expect(await ask('SELECT count(*)::int AS n, sum(entries)::int AS sum FROM lintel.count_door')).toEqual(
        [{ n: 16, sum: 60 }],
      );
    },
  );

  test('keep fields of a newer contract in `extra`', async () => {
    const [row] = new RowNumbers().pass(createGate(), minutes(1));
    const given = row?.row as { store: object };
    await writeRows(client, [
      { ...row, row: { ...given, store: { ...given.store, mood: 3 }, weather: 'rain' } } as never,
    ]);
    expect(await ask('SELECT extra FROM lintel.count_store')).toEqual([
      { extra: { mood: 3, weather: 'rain' } },
    ]);
  });

  test('of a boot without a clock stay apart, until their time is known', async () => {
    const [row] = new RowNumbers().pass(createGate(), minutes(1));
    if (row === undefined) throw new Error('no row');
    await writeRows(client, [{ ...row, row: { ...row.row, clock: 'unsynced' } }]);
    expect(await entries()).toBe(null);
    expect(await ask('SELECT boot FROM lintel.unsynced_row')).toEqual([{ boot: '0f8fad5b' }]);
    await writeRows(client, [row]);
    expect(await entries()).toBe('2');
    expect(await ask('SELECT boot FROM lintel.unsynced_row')).toEqual([]);
  });
});

describe('the tables of what people did inside', () => {
  test('hold exactly what left: sums equal the truth but for what waits', async () => {
    const gate = createGate();
    const windows = randomWindows({
      seed: 1,
      startMs: MORNING_MS,
      windows: 96,
      durationMs: HOUR_MS / 4,
      visits: 3,
    });
    await writeRows(client, new RowNumbers().pass(gate, windows));
    await rollUp(client);
    const truth = truthOf(windows);
    for (const zone of ['table', 'shelf', 'till']) {
      const [sums] = await ask<{ exits: number; entries: number }>(
        `SELECT sum(exits)::int AS exits, sum(entries)::int AS entries FROM kpi.zone_hour WHERE zone = $1`,
        [zone],
      );
      const waiting = waitingOf(gate, 'indoor/zones', zone);
      expect((sums?.exits ?? 0) + (waiting['out'] ?? 0)).toBe(truth.get(`zones/${zone}/out`));
      expect((sums?.entries ?? 0) + (waiting['in'] ?? 0)).toBe(truth.get(`zones/${zone}/in`));
    }
    expect(await ask('SELECT sum(n)::int AS n FROM lintel.indoor_step')).toEqual([{ n: expect.any(Number) }]);
  });
});

test('row numbers that came are kept as ranges, and holes show', async () => {
  const rows = new RowNumbers().pass(createGate(), minutes(5));
  await writeRows(
    client,
    rows.filter((_, i) => i !== 2),
  );
  expect(await ask('SELECT gateway, from_seq, to_seq FROM kpi.gap WHERE open')).toEqual([
    { gateway: 'gw-1', from_seq: '3', to_seq: '3' },
  ]);
});

test('every table, view and column says what it is', async () => {
  const silent = await ask<{ name: string }>(
    `SELECT c.relname || coalesce('.' || attname, '') AS name FROM pg_class c
     LEFT JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
     WHERE relnamespace IN ('lintel'::regnamespace, 'kpi'::regnamespace) AND relkind IN ('r', 'p', 'v')
       AND (obj_description(c.oid) IS NULL OR col_description(c.oid, attnum) IS NULL) AND NOT relispartition`,
  );
  expect(silent).toEqual([]);
  const said = await ask<{ column: string; text: string }>(
    `SELECT attname AS column, col_description(attrelid, attnum) AS text FROM pg_attribute
     WHERE attrelid = 'lintel.count_store_2026_05'::regclass AND attname IN ('entries', 'seen_s')`,
  );
  expect(said.map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringMatching(/Adds up/)]));
});
