import { readFileSync } from 'node:fs';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMqttLink } from '../../src/links/mqtt/mqtt-link.ts';
import { BoundedQueue } from '../../src/links/support/bounded-queue.ts';
import type { MqttInOptions, MqttMessage } from '../../src/ports/links.ts';
import { startBroker } from '../support/links/broker.ts';
import type { Mosquitto, MosquittoOptions } from '../support/links/mosquitto.ts';
import { freePort, startMosquitto } from '../support/links/mosquitto.ts';
import { until } from '../support/until.ts';

async function broker(options?: MosquittoOptions): Promise<Mosquitto> {
  const mosquitto = await startMosquitto(options);
  onTestFinished(() => mosquitto.stop());
  return mosquitto;
}

function listen(options: MqttInOptions) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const messages: MqttMessage[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      for await (const message of createMqttLink().messages(options, abort.signal)) messages.push(message);
    } catch (caught) {
      error = caught;
    }
  })();
  const texts = () => messages.map(({ payload }) => new TextDecoder().decode(payload));
  return {
    ...{ messages, texts, done, abort },
    get error() {
      return error;
    },
  };
}

async function say(mosquitto: Mosquitto, topic: string, text: string, retain = false): Promise<void> {
  const ca = mosquitto.caFile === undefined ? {} : { ca: readFileSync(mosquitto.caFile) };
  const client = await connectAsync(mosquitto.url, ca);
  await client.publishAsync(topic, text, { qos: 1, retain });
  await client.endAsync();
}

/** A subscription takes a moment: says it again until it was heard. */
async function sayUntil(heard: () => boolean, ...said: Parameters<typeof say>): Promise<void> {
  while (!heard()) await say(...said);
}

describe('messages from a local broker', () => {
  test('come over TLS, of the topics asked for', async () => {
    const mosquitto = await broker({ tls: true });
    const caFile = mosquitto.caFile ?? '';
    const reader = listen({ url: mosquitto.url, topics: ['till/+/sales', 'hub/#'], caFile });
    await sayUntil(() => reader.messages.length > 0, mosquitto, 'hub/a/b', 'x');
    await say(mosquitto, 'till/1/names', 'nobody asked');
    await sayUntil(() => reader.texts().includes('3'), mosquitto, 'till/1/sales', '3');
    expect(new Set(reader.messages.map(({ topic }) => topic))).toEqual(new Set(['till/1/sales', 'hub/a/b']));
    reader.abort.abort();
    await reader.done;
    expect(reader.error).toBeUndefined();
  });

  test('say whether the broker kept them from before', async () => {
    const mosquitto = await broker();
    await say(mosquitto, 'hub/a', 'old', true);
    const reader = listen({ url: mosquitto.url, topics: ['hub/#'] });
    await until('the old one', () => reader.messages.length > 0);
    await say(mosquitto, 'hub/a', 'new');
    await until('the new one', () => reader.messages.length > 1);
    expect(reader.messages.map(({ retained = false }) => retained)).toEqual([true, false]);
  });

  test('end with LINK_LOST when the broker goes away', async () => {
    const mosquitto = await broker();
    const reader = listen({ url: mosquitto.url, topics: ['#'] });
    await sayUntil(() => reader.messages.length > 0, mosquitto, 'a', '1');
    await mosquitto.kill();
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_LOST' });
  });

  test('end with LINK_NOT_FOUND where there is no broker, or one of another authority, and say what to check', async () => {
    const nobody = listen({ url: `mqtt://127.0.0.1:${await freePort()}`, topics: ['#'] });
    const [ours, others] = [await broker({ tls: true }), await broker({ tls: true })];
    const stranger = listen({ url: ours.url, topics: ['#'], caFile: others.caFile ?? '' });
    for (const reader of [nobody, stranger]) {
      await reader.done;
      expect(reader.error).toMatchObject({ code: 'LINK_NOT_FOUND' });
      expect(String(reader.error)).toContain('certificate authority, user and password');
    }
  });

  test('end with LINK_NOT_FOUND and the topic where the broker forbids it', async () => {
    await using forbidding = await startBroker({ suback: 128 });
    const reader = listen({ url: forbidding.url, topics: ['till/#'] });
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_NOT_FOUND' });
    expect(String(reader.error)).toContain("does not let this gateway read 'till/#'");
  });

  test('end with LINK_NOT_FOUND where the broker refuses the password, and never tell it', async () => {
    await using refusing = await startBroker({ connack: () => ({ returnCode: 5, reasonCode: 5 }) });
    const reader = listen({ url: refusing.url.replace('//', '//me:secret@'), topics: ['#'] });
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_NOT_FOUND' });
    expect(String(reader.error)).not.toContain('secret');
  });
});

describe('what waits for a slow reader', () => {
  test('is bounded, and the newest stays', async () => {
    const inbox = new BoundedQueue<number>(10);
    for (let i = 0; i < 1_000; i++) inbox.put(i);
    expect(await inbox.next()).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    inbox.put(1);
    inbox.end(new Error('lost'));
    expect(await inbox.next()).toEqual([1]);
    await expect(inbox.next()).rejects.toThrow('lost');
  });
});
