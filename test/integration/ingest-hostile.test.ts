/** What a gateway may do to the receiver and its database, and a pooler between them. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { joinParsed } from '../../src/cloud/messages/parse-message.ts';
import { writeBatch } from '../../src/cloud/row-writer.ts';
import { maintain, maintainDatabase } from '../../src/cloud/schema/maintain.ts';
import { ensurePartition, monthsAround } from '../../src/cloud/schema/partitions.ts';
import type { SampleRow } from '../support/cloud/cloud-messages.ts';
import {
  countMessage,
  exampleMessage,
  isoSecond,
  parse,
  START_MS,
  topicOf,
} from '../support/cloud/cloud-messages.ts';
import type { CloudSide } from '../support/cloud/cloud-side.ts';
import { eventually, openCloudSide } from '../support/cloud/cloud-side.ts';
import { hostileMessages } from '../support/cloud/hostile-messages.ts';
import { hasPgBouncer, startPgBouncer } from '../support/cloud/pgbouncer.ts';

let side: CloudSide;
let client: pg.Client;

beforeAll(async () => {
  side = await openCloudSide();
});

beforeEach(async () => {
  client = new pg.Client({ connectionString: side.postgres.url, pipeline: true });
  await client.connect();
});

afterEach(() => client.end());
afterAll(() => side[Symbol.asyncDispose]());

const ask = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await client.query<T>(text, values)).rows;
const write = (gateway: string, ...rows: readonly SampleRow[]) =>
  writeBatch(client, parse(topicOf(gateway, 'count'), countMessage(rows)));
const counted = async (gateway: string): Promise<number> =>
  (
    await ask(`SELECT FROM lintel.count_store JOIN lintel.gateway USING (gateway_id) WHERE gateway = $1`, [
      gateway,
    ])
  ).length;

describe('the receiver', () => {
  test('acknowledges everything that a hostile gateway sends, while an honest one is served', async () => {
    const cloud = await side.open();
    const row = countMessage([{ seq: 1, minute: 0, entries: 1 }]).rows[0] ?? {};
    const holes = Array.from({ length: 900 }, (_, i) => ({ ...row, seq: i * 2 + 1e6, clock: 'unsynced' }));
    const hostile: (readonly [stream: string, payload: unknown])[] = [
      ...hostileMessages(),
      ['count', 'x'.repeat(10_000_000)],
      ['count', { ...countMessage([]), rows: holes }],
    ];
    const rounds = 4;
    for (let round = 0; round < rounds; round += 1) {
      for (const [stream, payload] of hostile) await side.publish(stream, 'gw-hostile', payload);
      await side.publish('count', 'gw-honest', countMessage([{ seq: round + 1, minute: round, entries: 1 }]));
    }
    await eventually('the honest one', async () => (await counted('gw-honest')) === rounds);
    const all = rounds * (hostile.length + 1);
    await eventually('every message', async () => cloud.receiver.counts().messages === all);
    await eventually('an answer to each', async () => cloud.receiver.counts().held === 0);
    expect(cloud.receiver.counts()).toMatchObject({ messages: all, failedBatches: 0 });
    // The acknowledgements are on their way. Then nothing waits at the broker: the next session gets the next message alone.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await cloud.close();
    const again = await side.open();
    await side.publish('count', 'gw-honest', countMessage([{ seq: rounds + 1, minute: rounds, entries: 1 }]));
    await eventually('the next', async () => again.receiver.counts().messages > 0);
    expect(again.receiver.counts().messages).toBe(1);
    await again.close();
  }, 60_000);

  test('makes no partition, whatever the times of rows', async () => {
    const count = `SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'lintel'::regnamespace`;
    const before = await ask(count);
    const months = Array.from({ length: 40 }, (_, i) => ({
      ...{ seq: i + 1, minute: i * 43_200 - 860_000, entries: 1 },
    }));
    await write('gw-months', ...months);
    expect(await ask(count)).toEqual(before);
    const refused = await ask(
      `SELECT DISTINCT reason FROM lintel.dead_letter WHERE sender LIKE '%/gw-months'`,
    );
    expect(refused).toHaveLength(2);
  });

  test('keeps 1,000 dead letters of a sender and a day, counts the others, and none of it is long', async () => {
    const letter = parse(topicOf('gw-letters', 'count'), `{"${'x'.repeat(90_000)}":`);
    const other = parse(topicOf('gw-other', 'count'), 'no');
    for (let round = 0; round < 3; round += 1)
      await writeBatch(client, joinParsed([...Array.from({ length: 400 }, () => letter), other]));
    const kept = await ask(
      `SELECT split_part(sender, '/', 3) AS gateway, count(*)::int AS n, max(length(payload)) AS longest
       FROM lintel.dead_letter WHERE sender LIKE '%/gw-letters' OR sender LIKE '%/gw-other' GROUP BY 1 ORDER BY 1`,
    );
    expect(kept).toEqual([
      { gateway: 'gw-letters', n: 1000, longest: 20_000 },
      { gateway: 'gw-other', n: 3, longest: 2 },
    ]);
    const refused = `SELECT refused::int FROM lintel.dead_letter_day WHERE sender LIKE '%/gw-letters'`;
    expect(await ask(refused)).toEqual([{ refused: 1200 }]);
  });

  test('a gateway with too many holes is set aside, and the others go on', async () => {
    const row = { ...countMessage([{ seq: 1, minute: 0, entries: 1 }]).rows[0], clock: 'unsynced' };
    const message = (from: number) => ({
      ...countMessage([]),
      rows: Array.from({ length: 400 }, (_, i) => ({ ...row, seq: (from + i) * 2 + 1 })),
    });
    const write400 = (from: number) => writeBatch(client, parse(topicOf('gw-holes', 'count'), message(from)));
    const pour = async () => {
      for (let from = 0; from < 40_000; from += 400) await write400(from);
    };
    await expect(pour()).rejects.toMatchObject({ code: '23514' });
    await write('gw-next', { seq: 1, minute: 0, entries: 1 });
    expect(await counted('gw-next')).toBe(1);
  }, 60_000);
});

test('two devices of one name are found by boots that take turns; a restart or a replaced board is none', async () => {
  const state = (gateway: string, boot: string, minute: number, more: object = {}) => {
    const message = {
      ...exampleMessage('state'),
      boot,
      since: isoSecond(START_MS + minute * 60_000),
      ...more,
    };
    return writeBatch(client, parse(topicOf(gateway, 'state'), message));
  };
  const found = () =>
    ask(`SELECT sender FROM lintel.dead_letter WHERE reason LIKE 'two devices%' ORDER BY sender`);
  for (const [minute, boot] of ['a', 'a', 'b', 'c', 'c'].entries()) await state('gw-restarts', boot, minute);
  // The will of the old boot comes late, with its birth's time.
  await state('gw-replaced', 'a', 0);
  await state('gw-replaced', 'b', 5);
  await state('gw-replaced', 'a', 0, { state: 'offline' });
  expect(await found()).toEqual([]);
  for (const [minute, boot] of ['a', 'b', 'a', 'b', 'a'].entries()) await state('gw-clone', boot, minute);
  expect(await found()).toEqual([{ sender: 'acme/high-street-12/gw-clone' }]);
});

describe('maintenance', () => {
  test('twice at once and again changes nothing', async () => {
    const runs = [1, 2].map(() => maintainDatabase(side.postgres.url, Date.now()));
    for (const run of await Promise.all(runs)) expect(run).toMatchObject({ migrations: 0, partitions: 0 });
  });

  test('moves what came before its partition, while rows come', async () => {
    const month = isoSecond(START_MS).slice(0, 8).concat('01');
    const [name] = await ask<{ name: string }>(
      `SELECT 'count_store' || to_char($1::date, '_YYYY_MM') AS name`,
      [month],
    );
    await client.query(`ALTER TABLE lintel.count_store DETACH PARTITION lintel.${name?.name}`);
    await client.query(`DROP TABLE lintel.${name?.name}`);
    await write('gw-early', { seq: 1, minute: 0, entries: 1 }, { seq: 2, minute: 1, entries: 1 });
    const inDefault = () =>
      ask(
        `SELECT FROM lintel.count_store_default JOIN lintel.gateway USING (gateway_id) WHERE gateway = 'gw-early'`,
      );
    expect(await inDefault()).toHaveLength(2);
    const other = new pg.Client({ connectionString: side.postgres.url });
    await other.connect();
    const pour = async () => {
      for (let minute = 2; minute < 60; minute += 1)
        await write('gw-early', { seq: minute + 1, minute, entries: 1 });
    };
    const [made] = await Promise.all([ensurePartition(other, 'count_store', month), pour()]);
    await other.end();
    expect(made).toBe(1);
    expect(await inDefault()).toHaveLength(0);
    expect(await counted('gw-early')).toBe(60);
  });

  test('removes dead letters after 30 days', async () => {
    await client.query(
      `INSERT INTO lintel.dead_letter (received_at, sender, topic, reason, payload)
       SELECT now() - make_interval(days => d), 'old', '', '', '' FROM unnest(ARRAY[29, 31]) AS d`,
    );
    expect(await maintain(client, Date.now())).toMatchObject({ rowsRemoved: 1 });
    expect(await ask(`SELECT FROM lintel.dead_letter WHERE sender = 'old'`)).toHaveLength(1);
  });

  test('makes a partition for every time that is accepted', () => {
    for (let day = 0; day < 800; day += 1) {
      const nowMs = START_MS + day * 86_400_000;
      const months = monthsAround(nowMs);
      const oldest = new Date(nowMs - 396 * 86_400_000).toISOString().slice(0, 7);
      expect(months).toContain(`${oldest}-01`);
      expect(new Set(months).size).toBe(months.length);
    }
  });
});

test.runIf(hasPgBouncer())(
  'behind PgBouncer in transaction mode: maintenance, rows, holes and a second receiver',
  async () => {
    await client.query('CREATE DATABASE pooled');
    const direct = side.postgres.url.replace(/postgres$/, 'pooled');
    await using pooler = await startPgBouncer(direct);
    await maintainDatabase(pooler.url, Date.now());
    await maintainDatabase(pooler.url, Date.now());
    const cloud = await side.open({ databaseUrl: pooler.url });
    const total = 300;
    for (let seq = 1; seq <= total; seq += 1) {
      if (seq !== 100)
        await side.publish('count', `gw-pool-${seq % 7}`, countMessage([{ seq, minute: seq, entries: 1 }]));
    }
    const reader = new pg.Pool({ connectionString: direct });
    reader.on('error', () => undefined);
    const written = async () =>
      (
        await reader.query(
          `SELECT FROM lintel.count_store JOIN lintel.gateway USING (gateway_id) WHERE gateway LIKE 'gw-pool-%'`,
        )
      ).rowCount;
    await eventually('all rows', async () => (await written()) === total - 1);
    expect(cloud.receiver.counts()).toMatchObject({ failedBatches: 0, deadLetters: 0 });
    const [hole] = await cloud.database.holes();
    if (hole === undefined) throw new Error('holes are found');
    expect(await cloud.database.claim(hole, 60)).toBe(true);
    await cloud.close();
    const held = await reader.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`);
    const named = await reader.query(`SELECT FROM pg_prepared_statements`);
    await reader.end();
    expect([held.rowCount, named.rowCount]).toEqual([0, 0]);
  },
  60_000,
);
