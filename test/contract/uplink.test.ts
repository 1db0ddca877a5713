import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import type { ReceivedMessage } from '../support/links/mosquitto.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { openMemoryStore } from '../support/storage/memory-store.ts';
import { sampleCommit, sampleRow } from '../support/storage/storage-samples.ts';
import { until } from '../support/until.ts';
import {
  filledStore,
  IDENTITY,
  quickSettings,
  receivedSeqs,
  startUplink,
  TOPIC,
} from '../support/uplink/samples.ts';

const statuses = (messages: readonly { readonly topic: string; readonly text: string }[]): unknown[] =>
  messages
    .filter(({ topic }) => topic.endsWith('/state'))
    .map(({ text }) => (JSON.parse(text) as { state: unknown }).state);

test('drains a backlog over TLS, oldest first, each window once, and says so by a retained status', async () => {
  await using broker = await startMosquitto({ clientCertificates: true });
  const { certFile, keyFile } = broker.authority?.issue({ name: 'gw-1' }) ?? { certFile: '', keyFile: '' };
  const store = filledStore(500);
  const files = { caFile: broker.caFile ?? '', certFile, keyFile };
  const uplink = startUplink(store, quickSettings(broker.url, files));
  const watcher = await connectAsync(broker.url, {
    ca: readFileSync(files.caFile),
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
  });
  onTestFinished(() => watcher.endAsync(true));
  const retained = new Promise<string>((resolve) => {
    watcher.once('message', (_topic, payload) => resolve(payload.toString()));
  });
  await until('the outbox is empty', () => store.status().outboxRows === 0);
  await watcher.subscribeAsync(`${TOPIC}/state`);
  expect(await retained).toContain('"state":"online"');
  expect(uplink.status()).toMatchObject({ state: 'connected', sentRows: 500, connections: 1, failures: 0 });
});

test('a subscriber gets every window in order, then new ones at once, and a farewell', async () => {
  await using broker = await startMosquitto();
  await using subscriber = await openSubscriber({ url: broker.url, topic: 'lintel/#' });
  const store = filledStore(300);
  const uplink = startUplink(store, quickSettings(broker.url));
  await subscriber.until('300 windows', (messages) => receivedSeqs(messages).length >= 300);
  expect(receivedSeqs(subscriber.messages)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  store.commit(sampleCommit(300, { events: ['{"kind":"alarm"}'] }));
  uplink.nudge();
  await subscriber.until('the new window', (messages) => receivedSeqs(messages).includes(301));
  await subscriber.until('the alarm', (messages) => messages.some(({ topic }) => topic === `${TOPIC}/event`));
  await uplink.close(2_000);
  await subscriber.until('the farewell', (messages) => statuses(messages).length === 2);
  expect(statuses(subscriber.messages)).toEqual(['online', 'offline']);
  expect(store.status().outboxRows).toBe(0);
});

test('windows of several kilobytes travel together in messages of at most 100 KB', async () => {
  await using broker = await startMosquitto();
  await using subscriber = await openSubscriber({ url: broker.url, topic: 'lintel/#' });
  const store = openMemoryStore({ bootId: IDENTITY.bootId, maxBytes: 1e9 });
  for (let index = 0; index < 400; index += 1) {
    const payload = JSON.stringify({ text: 'ü'.repeat(2_000), index });
    store.commit(sampleCommit(index, { rows: [sampleRow(index, { payload })] }));
  }
  startUplink(store, quickSettings(broker.url));
  await subscriber.until('400 windows', (messages) => receivedSeqs(messages).length >= 400);
  const sizes = subscriber.messages.map(({ text }) => Buffer.byteLength(text));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100_000);
  expect(Math.max(...sizes)).toBeGreaterThan(80_000);
});

test('a broker without MQTT 5 is spoken to in 3.1.1', async () => {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    aedes.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const store = filledStore(50);
  const uplink = startUplink(store, quickSettings(`mqtt://127.0.0.1:${port}`));
  await until('the outbox is empty', () => store.status().outboxRows === 0);
  expect(uplink.status().detail).toContain('MQTT 3.1.1');
});

test('no window is lost or doubled in content over kills of the broker', async () => {
  await using broker = await startMosquitto({ persistence: true });
  await using subscriber = await openSubscriber({ url: broker.url, topic: 'lintel/#' });
  const store = filledStore(200);
  const uplink = startUplink(store, quickSettings(broker.url));
  const seen = (count: number) => (messages: readonly ReceivedMessage[]) =>
    new Set(receivedSeqs(messages)).size === count;
  // What the broker has acknowledged and not yet handed on dies with it: that loss is the broker's.
  await subscriber.until('the backlog', seen(200));
  for (let round = 0; round < 3; round += 1) {
    await broker.restart();
    for (let index = 0; index < 20; index += 1) {
      store.commit(sampleCommit(200 + round * 20 + index));
      uplink.nudge();
    }
    await until('the outbox is empty', () => store.status().outboxRows === 0);
    await subscriber.until('all windows so far', seen(220 + round * 20));
  }
  const contents = new Map<number, string>();
  for (const { topic, text } of subscriber.messages) {
    if (!topic.endsWith('/count')) continue;
    for (const { seq, ...rest } of (JSON.parse(text) as { rows: { seq: number }[] }).rows) {
      const content = JSON.stringify(rest);
      expect(contents.get(seq) ?? content).toBe(content);
      contents.set(seq, content);
    }
  }
  expect(contents.size).toBe(260);
});

test('closing without a network takes no longer than it may', async () => {
  const uplink = startUplink(filledStore(1), quickSettings('mqtt://127.0.0.1:1'));
  await until('the first attempt failed', () => uplink.status().failures > 0);
  const startedMs = performance.now();
  await uplink.close(1_000);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(uplink.status().state).toBe('off');
});
