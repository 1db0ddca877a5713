import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCloud } from '../../src/cloud/open-ingest.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../src/system/log.ts';
import { countMessage, exampleMessage, topicOf } from '../support/cloud/cloud-messages.ts';
import type { CloudSide } from '../support/cloud/cloud-side.ts';
import { eventually, openCloudSide } from '../support/cloud/cloud-side.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import { startLintel } from '../support/lintel.ts';
import { STILL_CLOCK, sampleCommit, sampleRow } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { quickSettings, startUplink } from '../support/uplink/samples.ts';

describe('the receiver', () => {
  let side: CloudSide;

  beforeAll(async () => {
    side = await openCloudSide();
  }, 60_000);

  afterAll(() => side[Symbol.asyncDispose]());

  const counted = (gateway: string) =>
    side.rows<{ rev: number; entries: number }>(
      `SELECT rev, entries FROM lintel.count_store JOIN lintel.gateway USING (gateway_id)
       WHERE gateway = $1 ORDER BY from_at`,
      [gateway],
    );
  const letters = (gateway: string) =>
    side.rows<{ reason: string }>(
      `SELECT reason FROM lintel.dead_letter WHERE topic LIKE '%/' || $1 || '/%' ORDER BY id`,
      [gateway],
    );

  test('keeps the highest revision, over midnight, and nothing twice', async () => {
    const cloud = await side.open();
    await side.publish('count', 'gw-a', countMessage([{ seq: 1, minute: 0, entries: 3 }]));
    await side.publish('count', 'gw-a', countMessage([{ seq: 3, minute: 20, entries: 5 }]));
    await side.publish('count', 'gw-a', countMessage([{ seq: 2, minute: 0, rev: 2, entries: 4 }]));
    await side.publish('count', 'gw-a', countMessage([{ seq: 1, minute: 0, entries: 3 }]));
    const whole = [
      { rev: 2, entries: 4 },
      { rev: 1, entries: 5 },
    ];
    await eventually('all four', async () => cloud.receiver.counts().rows === 4);
    expect(await counted('gw-a')).toEqual(whole);
    await cloud.close();
  });

  test('every message of the contract has its table', async () => {
    const cloud = await side.open();
    const streams = ['meaning', 'count', 'indoor', 'day', 'event', 'state', 'response'] as const;
    for (const [index, stream] of streams.entries())
      await side.publish(stream, 'gw-all', exampleMessage(stream, index + 1));
    await eventually('all', async () => cloud.receiver.counts().messages === streams.length);
    const facts = async (table: string) =>
      (await side.rows(`SELECT FROM lintel.${table} JOIN lintel.store USING (store_id) LIMIT 1`)).length;
    const ofGateway = async (table: string) =>
      (
        await side.rows(
          `SELECT FROM lintel.${table} JOIN lintel.gateway USING (gateway_id) WHERE gateway = 'gw-all' LIMIT 1`,
        )
      ).length;
    await eventually('the state', async () => (await ofGateway('gateway_state')) === 1);
    await eventually('the gap', async () => (await ofGateway('gateway_gap')) === 1);
    for (const table of ['indoor_zone', 'indoor_queue', 'indoor_step', 'day_zone', 'day_dwell', 'definition'])
      await eventually(table, async () => (await facts(table)) === 1);
    for (const table of ['count_store', 'count_door', 'count_feedback', 'gateway_event'])
      await eventually(table, async () => (await ofGateway(table)) === 1);
    const zone = await side.rows(`SELECT timezone FROM lintel.store WHERE store = 'high-street-12'`);
    expect(zone).toEqual([{ timezone: 'Europe/London' }]);
    expect(await letters('gw-all')).toEqual([]);
    await cloud.close();
  });

  test('what breaks the contract becomes a dead letter with its reason, and holds nothing up', async () => {
    const cloud = await side.open();
    const [row] = countMessage([{ seq: 5, minute: 0, entries: 1 }]).rows;
    const good = countMessage([{ seq: 1, minute: 0, entries: 1 }]);
    await side.publish('count', 'gw-b', 'no json \u0000 at all');
    await side.publish('count', 'gw-b', { ...good, rows: [{ seq: 'one' }] });
    await side.publish('count', 'gw-b', { ...good, v: 3 });
    await side.publish('count', 'gw-b', { ...good, rows: [{ ...row, clock: 'sundial' }, ...good.rows] });
    await eventually('the good one', async () => (await counted('gw-b')).length === 1);
    await eventually('the others', async () => (await letters('gw-b')).length === 4);
    expect((await letters('gw-b')).map(({ reason }) => reason).sort()).toEqual([
      expect.stringContaining('clock: '),
      'foreign major version 3',
      'not JSON',
      expect.stringContaining('seq: '),
    ]);
    expect(cloud.receiver.counts()).toMatchObject({ foreignVersions: 1, deadLetters: 4, held: 0 });
    // The number of the refused row is written off: nobody asks for it again.
    const gaps = await side.rows(
      `SELECT from_seq::int, reason FROM kpi.gap WHERE gateway = 'gw-b' AND NOT open`,
    );
    expect(gaps).toEqual([{ from_seq: 5, reason: 'refused' }]);
    await cloud.close();
  });

  test('what keeps the contract and no PostgreSQL can hold is set aside alone', async () => {
    const cloud = await side.open();
    const good = (minute: number, more: object = {}) => countMessage([{ seq: 1, minute, entries: 1 }], more);
    const door = { id: 'front', seenS: 60, in: 1, out: 1 };
    // Too small for four bytes, and no zero.
    const tiny = (index: number) => good(index, { doors: [{ ...door, err: 10 ** -(300 + index) }] });
    await Promise.all([
      ...[0, 1, 2].map((index) => side.publish('count', `gw-tiny-${index}`, tiny(index))),
      // The same door twice in a row is no reason to stop either.
      side.publish('count', 'gw-twice', good(3, { doors: [door, door] })),
      ...['gw-p', 'gw-q', 'gw-r'].map((gateway, minute) => side.publish('count', gateway, good(minute))),
    ]);
    for (const gateway of ['gw-p', 'gw-q', 'gw-r', 'gw-twice'])
      await eventually(gateway, async () => (await counted(gateway)).length === 1);
    const aside = () => side.rows(`SELECT FROM lintel.dead_letter WHERE reason LIKE 'not to be stored%'`);
    await eventually('the others aside', async () => (await aside()).length === 3);
    expect(cloud.receiver.counts()).toMatchObject({ deadLetters: 3, rows: 4, failedBatches: 0 });
    await cloud.close();
  });

  test('hundreds of messages that wait are few transactions', async () => {
    // One that saves at every change takes its time to hand out what waits.
    await using lively = await startMosquitto();
    const client = await connectAsync(lively.url, { protocolVersion: 5 });
    await (await side.open(lively)).close();
    const gateways = Array.from({ length: 300 }, (_, index) => `gw-many-${index}`);
    for (const gateway of gateways) {
      const text = JSON.stringify(countMessage([{ seq: 1, minute: 0, entries: 1 }]));
      client.publish(topicOf(gateway, 'count'), text, { qos: 1 });
    }
    await client.endAsync();
    const cloud = await side.open(lively);
    const written = () =>
      side.rows<{ windows: string; transactions: string }>(
        `SELECT count(*) AS windows, count(DISTINCT received_at) AS transactions
         FROM lintel.count_store JOIN lintel.gateway USING (gateway_id) WHERE gateway LIKE 'gw-many-%'`,
      );
    await eventually('all of them', async () => Number((await written())[0]?.windows) === gateways.length);
    expect(Number((await written())[0]?.transactions)).toBeLessThan(30);
    await cloud.close();
  });

  test('finds holes in the sequence, once, until they are filled or written off', async () => {
    const cloud = await side.open();
    const send = (seq: number) =>
      side.publish('count', 'gw-c', countMessage([{ seq, minute: seq, entries: 1 }]));
    for (const seq of [1, 2, 5, 6, 9]) await send(seq);
    await eventually('five rows', async () => (await counted('gw-c')).length === 5);
    const holes = async () =>
      (await cloud.database.holes())
        .filter((hole) => hole.gateway === 'gw-c')
        .map(({ fromSeq, toSeq }) => [fromSeq, toSeq]);
    await eventually('the holes', async () => (await holes()).length === 2);
    await send(3);
    await send(4);
    await eventually('filled', async () => (await counted('gw-c')).length === 7);
    expect(await holes()).toEqual([[7, 8]]);
    const hole = { tenant: 'acme', store: 'high-street-12', gateway: 'gw-c', fromSeq: 7, toSeq: 8 };
    const claims = await Promise.all([1, 2, 3].map(() => cloud.database.claim(hole, 60)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const missing = [{ fromSeq: 7, toSeq: 8, reason: 'evicted-before-send' }];
    for (let times = 0; times < 2; times += 1)
      await side.publish('response', 'gw-c', { ...exampleMessage('response'), missing });
    await eventually('written off', async () => (await holes()).length === 0);
    const listed = await side.rows(
      `SELECT from_seq::int, to_seq::int, reason FROM kpi.gap WHERE gateway = 'gw-c' AND NOT open`,
    );
    expect(listed).toEqual([{ from_seq: 7, to_seq: 8, reason: 'evicted-before-send' }]);
    await cloud.close();
  });

  test('rows that were lost behind the broker are asked for and sent again; what is gone for good is written off (F34)', async () => {
    const store = await openSqliteEventStore({
      ...{ directory: tempDir(), maxBytes: 16 * 1024 * 1024, bootId: 'boot-a', clock: STILL_CLOCK },
    });
    const commit = (index: number) => {
      const [row] = countMessage([{ seq: index + 1, minute: index, entries: index }]).rows;
      const { seq: _seq, clock: _clock, ...payload } = row ?? {};
      store.commit(sampleCommit(index, { rows: [sampleRow(index, { payload: JSON.stringify(payload) })] }));
    };
    // A second broker, so that no other test's worker has the messages waiting.
    await using lossy = await startMosquitto();
    for (let index = 0; index < 19; index += 1) commit(index);
    store.park(7, 'refused for good');
    const uplink = startUplink(store, quickSettings(lossy.url));
    // Without a subscriber: the broker takes them, and they are gone.
    await until('the broker had all', () => store.status().outboxRows === 0);
    const places = { brokerUrl: lossy.url, databaseUrl: side.postgres.url };
    const cloud = await openCloud(
      { ...places, group: 'f34', clientId: 'f34', askEverySeconds: 1 },
      silentLog,
    );
    const seen = () =>
      side.rows<{ seq: number }>(
        `SELECT seq::int FROM lintel.count_store JOIN lintel.store USING (store_id) WHERE store = 'berlin-1' ORDER BY seq`,
      );
    commit(19);
    uplink.nudge();
    await eventually('all rows', async () => (await seen()).length === 19);
    const expected = Array.from({ length: 20 }, (_, i) => i + 1).filter((seq) => seq !== 7);
    expect((await seen()).map(({ seq }) => seq)).toEqual(expected);
    await eventually('nothing is missing', async () =>
      (await cloud.database.holes()).every((hole) => hole.store !== 'berlin-1'),
    );
    expect(cloud.receiver.counts().rangesAsked).toBeGreaterThan(0);
    const gaps = await side.rows(
      `SELECT from_seq::int, to_seq::int, reason FROM kpi.gap WHERE store = 'berlin-1'`,
    );
    expect(gaps).toEqual([{ from_seq: 7, to_seq: 7, reason: 'rejected-by-broker' }]);
    await cloud.close();
    store.close();
  });

  test('refuses a database of another schema, and says what to do', async () => {
    await side.rows('CREATE DATABASE bare');
    const databaseUrl = side.postgres.url.replace(/postgres$/, 'bare');
    await expect(side.open({ databaseUrl })).rejects.toThrow('lintel cloud maintain');
  });

  test('receivers killed and a database restarted on the way: every row once, none lost', {
    timeout: 180_000,
  }, async () => {
    const total = 1_500;
    // A broker of its own: one that saves at every change gets slow with what waits for the other tests' workers.
    await using lively = await startMosquitto({ settings: ['max_queued_messages 0'] });
    const client = await connectAsync(lively.url, { protocolVersion: 5 });
    const publishHere = (payload: unknown) =>
      client.publishAsync(topicOf('gw-k', 'count'), JSON.stringify(payload), { qos: 1 });
    const worker = (id: string) =>
      startLintel([
        'cloud',
        'ingest',
        '--broker',
        lively.url,
        '--database',
        side.postgres.url,
        '--share-group',
        'kill',
        '--client-id',
        id,
      ]);
    let first = worker('k1');
    const second = worker('k2');
    await first.ready();
    await second.ready();
    const send = (seq: number) => publishHere(countMessage([{ seq, minute: seq, entries: seq }]));
    for (let from = 1; from <= total; from += 50) {
      const numbers = Array.from({ length: 50 }, (_, i) => from + i);
      // Some are sent twice, as a gateway does that missed an acknowledgement.
      await Promise.all(numbers.flatMap((seq) => (seq % 5 === 0 ? [send(seq), send(seq)] : [send(seq)])));
      if (from % 500 === 251) {
        first.kill('SIGKILL');
        await first.exit();
        first = worker('k1');
      }
      if (from === 901) await side.postgres.restart();
    }
    const read = () =>
      side.rows<{ n: string; sum: string }>(
        `SELECT count(*) AS n, sum(entries) AS sum FROM lintel.count_store JOIN lintel.gateway USING (gateway_id)
         WHERE gateway = 'gw-k'`,
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
