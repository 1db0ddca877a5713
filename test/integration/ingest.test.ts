import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleMessages } from '../../scripts/generate/example-messages.ts';
import { openCloud } from '../../src/cloud/open-ingest.ts';
import { SCHEMA } from '../../src/cloud/schema.ts';
import { isoTime } from '../../src/core/time/iso-time.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../src/system/log.ts';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import { startLintel } from '../support/lintel.ts';
import type { Postgres } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { STILL_CLOCK, sampleCommit, sampleRow } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { quickSettings, startUplink } from '../support/uplink-samples.ts';

const START = Date.UTC(2026, 10, 30, 23, 50);
const MINUTE_MS = 60_000;

/** Made once: an engine runs for it. */
const { summary } = exampleMessages();

/** A message of some gateway with windows of the given numbers; `entries` is what the window says. */
function message(
  gateway: string,
  windows: readonly { seq: number; minute: number; revision?: number; entries: number }[],
) {
  const [template] = summary.windows;
  if (template === undefined) throw new Error('the example has a window');
  return {
    ...summary,
    gateway,
    windows: windows.map(({ seq, minute, revision = 1, entries }) => ({
      ...template,
      seq,
      window: {
        ...template.window,
        startAt: isoTime(START + minute * MINUTE_MS),
        revision,
        store: { ...template.window.store, entries },
      },
    })),
  };
}

describe('the receiver', () => {
  let broker: Mosquitto;
  let postgres: Postgres;
  let reader: pg.Pool;
  let publish: (stream: string, gateway: string, payload: unknown) => Promise<unknown>;
  let endPublisher: () => Promise<void>;

  beforeAll(async () => {
    broker = await startMosquitto({ persistence: true, settings: ['max_queued_messages 0'] });
    postgres = await startPostgres();
    reader = new pg.Pool({ connectionString: postgres.url });
    reader.on('error', () => undefined);
    const client = await connectAsync(broker.url, { protocolVersion: 5 });
    publish = (stream, gateway, payload) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      return client.publishAsync(`lintel/v1/acme/high-street-12/${gateway}/${stream}`, text, { qos: 1 });
    };
    endPublisher = () => client.endAsync(true);
  });

  afterAll(async () => {
    await endPublisher();
    await reader.end();
    await postgres.stop();
    await broker.stop();
  });

  const rows = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await reader.query<T>(text, values)).rows;
  const eventually = async (what: string, condition: () => Promise<boolean>) => {
    for (let tries = 0; tries < 500; tries++) {
      if (await condition().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`in vain: ${what}`);
  };
  // One name for all: a broker keeps the share of a worker that is away until it is back.
  const open = ({ url } = broker) =>
    openCloud({ brokerUrl: url, databaseUrl: postgres.url, group: 'test', clientId: 'worker' }, silentLog);

  test('keeps the highest revision, over month borders, and nothing twice', async () => {
    const cloud = await open();
    await publish('count', 'gw-a', message('gw-a', [{ seq: 1, minute: 0, entries: 3 }]));
    await publish('count', 'gw-a', message('gw-a', [{ seq: 3, minute: 20, entries: 5 }]));
    await publish('count', 'gw-a', message('gw-a', [{ seq: 2, minute: 0, revision: 2, entries: 4 }]));
    await publish('count', 'gw-a', message('gw-a', [{ seq: 1, minute: 0, entries: 3 }]));
    const read = () =>
      rows<{ revision: number; entries: number }>(
        `SELECT revision, (body->'store'->>'entries')::int AS entries FROM summary_window WHERE gateway = 'gw-a' ORDER BY start_at`,
      );
    await eventually(
      'two windows',
      async () => (await read()).length === 2 && (await read())[0]?.revision === 2,
    );
    expect(await read()).toEqual([
      { revision: 2, entries: 4 },
      { revision: 1, entries: 5 },
    ]);
    await cloud.close();
  });

  test('what breaks the contract becomes a dead letter with its reason, and holds nothing up', async () => {
    const cloud = await open();
    await publish('count', 'gw-b', 'no json \u0000 at all');
    await publish('count', 'gw-b', { ...message('gw-b', []), windows: [{ seq: 'one' }] });
    await publish('count', 'gw-b', message('gw-other', [{ seq: 1, minute: 0, entries: 1 }]));
    await publish('count', 'gw-b', message('gw-b', [{ seq: 1, minute: 0, entries: 1 }]));
    await eventually(
      'the good one',
      async () => (await rows(`SELECT FROM summary_window WHERE gateway = 'gw-b'`)).length === 1,
    );
    const dead = await rows<{ reason: string }>(
      `SELECT reason FROM dead_letter WHERE topic LIKE '%gw-b%' ORDER BY id`,
    );
    const reasons = dead.map(({ reason }) => reason).join('\n');
    expect(reasons).toContain('sender and topic differ');
    expect(reasons).toContain('windows.0.');
    expect(dead).toHaveLength(3);
    await cloud.close();
  });

  test('what keeps the contract and no PostgreSQL can hold is set aside alone', async () => {
    const cloud = await open();
    const good = (gateway: string, minute: number) => message(gateway, [{ seq: 1, minute, entries: 1 }]);
    const spoilt = (gateway: string, change: object) => {
      const sound = good(gateway, 0);
      return {
        ...sound,
        windows: sound.windows.map((row) => ({ ...row, window: { ...row.window, ...change } })),
      };
    };
    const zeroText = good('gw-nul', 0);
    await Promise.all([
      publish('count', 'gw-nul', JSON.stringify(zeroText).replace('"table"', '"ta\\u0000ble"')),
      publish('count', 'gw-year', spoilt('gw-year', { startAt: '0000-05-04T09:00:00.000Z' })),
      publish('count', 'gw-long', spoilt('gw-long', { durationMs: 2 ** 40 })),
      ...['gw-p', 'gw-q', 'gw-r'].map((gateway) => publish('count', gateway, good(gateway, 0))),
    ]);
    await eventually('the good ones', async () => {
      const found = await rows(`SELECT FROM summary_window WHERE gateway IN ('gw-p', 'gw-q', 'gw-r')`);
      return found.length === 3;
    });
    const aside = () =>
      rows<{ reason: string }>(`SELECT reason FROM dead_letter WHERE reason LIKE 'not to be stored%'`);
    await eventually('the others aside', async () => (await aside()).length === 3);
    expect(cloud.receiver.counts()).toMatchObject({ deadLetters: 3, windows: 3, failedBatches: 0 });
    await cloud.close();
  });

  test('hundreds of messages that wait are few transactions', async () => {
    // One that saves at every change takes its time to hand out what waits.
    await using lively = await startMosquitto();
    const client = await connectAsync(lively.url, { protocolVersion: 5 });
    await (await open(lively)).close();
    const gateways = Array.from({ length: 300 }, (_, index) => `gw-many-${index}`);
    for (const gateway of gateways) {
      const text = JSON.stringify(message(gateway, [{ seq: 1, minute: 0, entries: 1 }]));
      client.publish(`lintel/v1/acme/high-street-12/${gateway}/summary`, text, { qos: 1 });
    }
    await client.endAsync();
    const cloud = await open(lively);
    const written = () =>
      rows<{ windows: string; transactions: string }>(
        `SELECT count(*) AS windows, count(DISTINCT received_at) AS transactions FROM summary_window WHERE gateway LIKE 'gw-many-%'`,
      );
    await eventually('all of them', async () => Number((await written())[0]?.windows) === gateways.length);
    expect(Number((await written())[0]?.transactions)).toBeLessThan(30);
    await cloud.close();
  });

  test('finds holes in the sequence, once, until they are filled or written off', async () => {
    const cloud = await open();
    const send = (seq: number) =>
      publish('count', 'gw-c', message('gw-c', [{ seq, minute: seq, entries: 1 }]));
    for (const seq of [1, 2, 5, 6, 9]) await send(seq);
    await eventually(
      'five windows',
      async () => (await rows(`SELECT FROM summary_window WHERE gateway = 'gw-c'`)).length === 5,
    );
    const holes = async () =>
      (await cloud.database.holes())
        .filter((hole) => hole.gateway === 'gw-c')
        .map(({ fromSeq, toSeq }) => [fromSeq, toSeq]);
    await eventually('the holes', async () => (await holes()).length === 2);
    await send(3);
    await send(4);
    await eventually(
      'filled',
      async () => (await rows(`SELECT FROM summary_window WHERE gateway = 'gw-c'`)).length === 7,
    );
    expect(await holes()).toEqual([[7, 8]]);
    const hole = { tenant: 'acme', store: 'high-street-12', gateway: 'gw-c', fromSeq: 7, toSeq: 8 };
    const claims = await Promise.all([1, 2, 3].map(() => cloud.database.claim(hole, 60)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const { response } = exampleMessages();
    const missing = [{ fromSeq: 7, toSeq: 8, reason: 'dropped' }];
    for (let times = 0; times < 2; times += 1)
      await publish('response', 'gw-c', { ...response, gateway: 'gw-c', missing });
    await eventually('written off', async () => (await holes()).length === 0);
    const listed = await rows(
      `SELECT from_seq::int, to_seq::int, reason FROM gateway_gap WHERE gateway = 'gw-c'`,
    );
    expect(listed).toEqual([{ from_seq: 7, to_seq: 8, reason: 'dropped' }]);
    await cloud.close();
  });

  test('F34: rows that were lost behind the broker are asked for and sent again; what is gone for good is written off', async () => {
    const store = await openSqliteEventStore({
      ...{ directory: tempDir(), maxBytes: 16 * 1024 * 1024, bootId: 'boot-a', clock: STILL_CLOCK },
    });
    const { windows } = message(
      'gw-1',
      Array.from({ length: 20 }, (_, i) => ({ seq: i + 1, minute: i, entries: i })),
    );
    const commit = (index: number) => {
      const payload = JSON.stringify(windows[index]?.window);
      store.commit(sampleCommit(index, { rows: [sampleRow(index, { payload })] }));
    };
    // A broker of its own, so that no other test's worker has the messages waiting.
    await using lossy = await startMosquitto();
    for (let index = 0; index < 19; index += 1) commit(index);
    store.park(7, 'refused for good');
    const uplink = startUplink(store, quickSettings(lossy.url));
    // Nobody listens: the broker takes them, and they are gone.
    await until('the broker had all', () => store.status().outboxRows === 0);
    const cloud = await openCloud(
      { brokerUrl: lossy.url, databaseUrl: postgres.url, group: 'f34', clientId: 'f34', askEverySeconds: 1 },
      silentLog,
    );
    const seen = () =>
      rows<{ seq: number }>(`SELECT seq::int FROM summary_window WHERE store = 'berlin-1' ORDER BY seq`);
    commit(19);
    uplink.nudge();
    await eventually('all rows', async () => (await seen()).length === 19);
    const expected = Array.from({ length: 20 }, (_, i) => i + 1).filter((seq) => seq !== 7);
    expect((await seen()).map(({ seq }) => seq)).toEqual(expected);
    await eventually('nothing is missing', async () =>
      (await cloud.database.holes()).every(({ gateway }) => gateway !== 'gw-1'),
    );
    expect(cloud.receiver.counts().rangesAsked).toBeGreaterThan(0);
    const gaps = await rows(
      `SELECT from_seq::int, to_seq::int, reason FROM gateway_gap WHERE gateway = 'gw-1'`,
    );
    expect(gaps).toEqual([{ from_seq: 7, to_seq: 7, reason: 'parked' }]);
    await cloud.close();
    store.close();
  });

  test('a day is the store’s own day', async () => {
    const cloud = await open();
    await rows(`INSERT INTO store VALUES ('acme', 'high-street-12', 'Europe/Berlin') ON CONFLICT DO NOTHING`);
    await publish('count', 'gw-d', message('gw-d', [{ seq: 1, minute: 0, entries: 7 }]));
    await eventually(
      'the window',
      async () => (await rows(`SELECT FROM summary_window WHERE gateway = 'gw-d'`)).length === 1,
    );
    const days = await rows<{ day: string }>(
      `SELECT DISTINCT local_day::text AS day FROM zone_window WHERE gateway = 'gw-d'`,
    );
    expect(days).toEqual([{ day: '2026-12-01' }]);
    await cloud.close();
  });

  test('zones that are told once a day count on the day they are told of', async () => {
    const cloud = await open();
    await rows(`INSERT INTO store VALUES ('acme', 'high-street-12', 'Europe/Berlin') ON CONFLICT DO NOTHING`);
    const sent = message('gw-i', [{ seq: 1, minute: 0, entries: 7 }]);
    const windows = sent.windows.map(({ window, ...row }) => {
      const span = { fromAt: '2026-11-29T23:00:00.000Z', toAt: '2026-11-30T23:00:00.000Z' };
      const groups = { lines: [], queues: [], journeys: [], trolleys: [], trolleyJourneys: [], products: [] };
      return {
        ...row,
        window: { ...window, zones: [], inside: [{ ...span, ...groups, zones: window.zones }] },
      };
    });
    await publish('count', 'gw-i', { ...sent, windows });
    const told = () =>
      rows<{ day: string; hours: number; entries: string }>(
        `SELECT local_day::text AS day, duration_ms / 3600000 AS hours, entries FROM zone_window WHERE gateway = 'gw-i'`,
      );
    await eventually('the window', async () => (await told()).length > 0);
    const [zone] = sent.windows[0]?.window.zones ?? [];
    expect((await told())[0]).toEqual({ day: '2026-11-30', hours: 24, entries: String(zone?.entries) });
    await cloud.close();
  });

  test('F18: the day the clocks change has 92 or 100 quarters of an hour, none in two days and none lost', async () => {
    const cloud = await open();
    const { summary } = exampleMessages();
    const quarter = JSON.stringify({ ...summary.windows[0]?.window, durationMs: 900_000 });
    await rows(`INSERT INTO store VALUES ('acme', 'dst', 'Europe/Berlin')`);
    for (const [from, to] of [
      ['2026-03-27', '2026-03-31'],
      ['2026-10-23', '2026-10-27'],
    ]) {
      for (const month of ['03', '04', '10']) await cloud.database.ensureMonth(`2026-${month}-01T00:00:00Z`);
      await rows(
        `INSERT INTO summary_window (tenant, store, gateway, start_at, duration_ms, revision, seq, time_quality, body)
         SELECT 'acme', 'dst', 'gw-s', at, 900000, 1, 1, 'synced', jsonb_set($3::jsonb, '{store,entries}', '1')
         FROM generate_series($1::timestamptz, $2::timestamptz, '15 minutes') AS at`,
        [`${from}T00:00:00Z`, `${to}T23:45:00Z`, quarter],
      );
    }
    const days = await rows<{ day: string; entries: number }>(
      `SELECT local_day::text AS day, entries::int FROM store_day WHERE store = 'dst' ORDER BY 1`,
    );
    const entriesOf = new Map(days.map(({ day, entries }) => [day, entries]));
    expect(['2026-03-28', '2026-03-29', '2026-03-30'].map((day) => entriesOf.get(day))).toEqual([96, 92, 96]);
    expect(['2026-10-24', '2026-10-25', '2026-10-26'].map((day) => entriesOf.get(day))).toEqual([
      96, 100, 96,
    ]);
    expect(days.reduce((sum, { entries }) => sum + entries, 0)).toBe(2 * 5 * 96);
    await cloud.close();
  });

  test('a table that was made beforehand, as for TimescaleDB, is written to as it is', async () => {
    await rows('CREATE DATABASE hyper');
    const databaseUrl = postgres.url.replace(/postgres$/, 'hyper');
    const pool = new pg.Pool({ connectionString: databaseUrl });
    await pool.query(SCHEMA.split(';')[0]?.replace('PARTITION BY RANGE (start_at)', '') ?? '');
    const cloud = await openCloud(
      { brokerUrl: broker.url, databaseUrl, group: 'hyper', clientId: 'h' },
      silentLog,
    );
    await publish('count', 'gw-h', message('gw-h', [{ seq: 1, minute: 0, entries: 2 }]));
    const count = async () => (await pool.query(`SELECT FROM summary_window`)).rowCount;
    await eventually('the window', async () => (await count()) === 1);
    await cloud.close();
    await pool.end();
  });

  test('a window that a longer one repeats is added up once', async () => {
    const cloud = await open();
    const short = [0, 1, 2].map((minute) => ({ seq: minute + 1, minute, entries: 2 }));
    const long = message('gw-e', [{ seq: 4, minute: -5, entries: 7 }]);
    const [quarter] = long.windows;
    if (quarter === undefined) throw new Error('the message has a window');
    const repeated = {
      ...long,
      windows: [{ ...quarter, window: { ...quarter.window, durationMs: 900_000 } }],
    };
    await publish('count', 'gw-e', message('gw-e', [...short, { seq: 5, minute: 30, entries: 1 }]));
    await publish('count', 'gw-e', repeated);
    const all = () => rows(`SELECT FROM summary_window WHERE gateway = 'gw-e'`);
    await eventually('all windows', async () => (await all()).length === 5);
    const sums = await rows(
      `SELECT sum((body->'store'->>'entries')::int)::int AS entries FROM best_window WHERE gateway = 'gw-e'`,
    );
    expect(sums).toEqual([{ entries: 8 }]);
    await cloud.close();
  });

  test('receivers killed and a database restarted on the way: every row once, none lost', {
    timeout: 180_000,
  }, async () => {
    const total = 1_500;
    // A broker of its own: one that saves at every change gets slow with what waits for the other tests' workers.
    await using lively = await startMosquitto({ settings: ['max_queued_messages 0'] });
    const client = await connectAsync(lively.url, { protocolVersion: 5 });
    const publishHere = (payload: unknown) =>
      client.publishAsync('lintel/v1/acme/high-street-12/gw-k/summary', JSON.stringify(payload), { qos: 1 });
    const worker = (id: string) =>
      startLintel([
        'cloud',
        'ingest',
        '--broker',
        lively.url,
        '--database',
        postgres.url,
        '--share-group',
        'kill',
        '--client-id',
        id,
      ]);
    let first = worker('k1');
    const second = worker('k2');
    await first.ready();
    await second.ready();
    const send = (seq: number) => publishHere(message('gw-k', [{ seq, minute: seq, entries: seq }]));
    for (let from = 1; from <= total; from += 50) {
      const numbers = Array.from({ length: 50 }, (_, i) => from + i);
      // Some are sent twice, as a gateway does that missed an acknowledgement.
      await Promise.all(numbers.flatMap((seq) => (seq % 5 === 0 ? [send(seq), send(seq)] : [send(seq)])));
      if (from % 500 === 251) {
        first.kill('SIGKILL');
        await first.exit();
        first = worker('k1');
      }
      if (from === 901) await postgres.restart();
    }
    const read = () =>
      rows<{ n: string; sum: string }>(
        `SELECT count(*) AS n, sum((body->'store'->>'entries')::int) AS sum FROM summary_window WHERE gateway = 'gw-k'`,
      );
    await eventually('every row', async () => Number((await read())[0]?.n) === total).catch(
      async (error: Error) => {
        const [got] = await read();
        throw new Error(`${error.message}: ${got?.n} of ${total}; ${first.output()}; ${second.output()}`);
      },
    );
    expect(await read()).toEqual([{ n: String(total), sum: String((total * (total + 1)) / 2) }]);
    for (const process of [first, second]) {
      process.kill('SIGTERM');
      expect(await process.exit()).toBe(0);
    }
    await client.endAsync(true);
  });
});
