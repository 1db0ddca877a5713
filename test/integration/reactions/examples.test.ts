import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { startMosquitto } from '../../support/links/mosquitto.ts';
import type { Heard } from '../../support/links/players.ts';
import { openHttpStandIn, openUdpStandIn } from '../../support/links/players.ts';
import { ReactingStore, readExample } from '../../support/stores/reacting-store.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

const KEY = 'a-key-of-a-tablet-1';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const EVENING = Date.UTC(2026, 4, 4, 20);

/** What a subscriber of the store's broker hears, from before the gateway starts. */
async function subscribe(url: string): Promise<{ heard: string[] } & AsyncDisposable> {
  const heard: string[] = [];
  const client = await connectAsync(url, { protocolVersion: 5 });
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString('utf8')}`));
  await client.subscribeAsync('lintel/local/#');
  return { heard, [Symbol.asyncDispose]: () => client.endAsync(true) };
}

function keyFile(text: string): string {
  const file = join(tempDir(), 'secret');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A tablet that reads the channel as server-sent events. */
async function openTablet(port: number): Promise<{ heard: string[] } & AsyncDisposable> {
  const heard: string[] = [];
  const end = new AbortController();
  const url = `http://127.0.0.1:${port}/api/live/staff`;
  const headers = { authorization: `Bearer ${KEY}` };
  const response = await fetch(url, { headers, signal: end.signal });
  expect(response.status).toBe(200);
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      for (const line of decoder.decode(chunk as Uint8Array).split('\n'))
        if (line.startsWith('data: ')) heard.push(line.slice(6));
  };
  void read().catch(() => undefined);
  return {
    heard,
    [Symbol.asyncDispose]: () => {
      end.abort();
      return Promise.resolve();
    },
  };
}

async function tabletStore(example: string) {
  const port = await freePort();
  const tokenFile = '/run/credentials/lintel.service/tablet';
  const settings = await readExample(example, {
    [`tokenFile: ${tokenFile}`]: `tokenFile: ${keyFile(KEY)}, port: ${port}`,
  });
  const store = new ReactingStore(settings);
  await store.run(1);
  await until('the channel is served', () => store.gateway.status().outputs[0]?.state === 'ready');
  return { store, tablet: await openTablet(port) };
}

/** A queue of people side by side, with their feet in the zone. */
function queueOf(length: number): [number, number][] {
  return Array.from({ length }, (_, i) => [30 + 46 * i, 300 + (i % 2) * 60]);
}

describe('the examples of rules', () => {
  it('lights a lamp and tells the broker when the store is full', async () => {
    await using broker = await startMosquitto();
    await using bus = await subscribe(broker.url);
    await using store = new ReactingStore(
      await readExample('full', { 'mqtt://broker.local:1883': broker.url }),
    );
    await until('the output is connected', () => store.gateway.status().outputs[1]?.state === 'ready');
    const read = (entered: number, left: number) =>
      store.observe({ kind: 'CounterRead', sensor: 'counter', mode: 'delta', entered, left });
    await store.run(70);
    for (let i = 0; i < 50; i++) {
      read(1, 0);
      await store.run(1);
    }
    await store.run(3);
    expect(store.lamps.levels).toEqual(['GPIO17 low']);
    await store.run(2);
    expect(store.lamps.levels).toEqual(['GPIO17 low', 'GPIO17 high']);
    read(0, 5);
    await store.run(16);
    expect(store.lamps.levels.at(-1)).toBe('GPIO17 low');
    await until('off is heard', () => bus.heard.at(-1)?.includes('"state":"off"') === true);
    const isOn = (text: string) =>
      text.includes('rule/full {') && text.includes('"state":"on","value":50,"limit":50');
    await until('on was heard', () => bus.heard.some(isOn));
  });

  it('asks for a second till when five wait for a minute, and not when the queue shrinks before', async () => {
    const { store, tablet } = await tabletStore('open-till-2');
    await using _store = store;
    await using _tablet = tablet;
    // The first to come waits for nobody: five wait behind.
    await store.walkTo(queueOf(6));
    await store.run(40);
    await store.walkTo(queueOf(4));
    await store.run(30);
    expect(tablet.heard.filter((text) => text.includes('Open till 2'))).toEqual([]);
    await store.walkTo(queueOf(5));
    await store.run(70);
    await until('the tablet shows it', () => tablet.heard.some((text) => text.includes('Open till 2')));
    const text = tablet.heard.find((heard) => heard.includes('Open till 2'));
    expect(JSON.parse(text ?? '')).toEqual({ text: 'Open till 2', waiting: 5, until: 'on' });
    await store.walkTo(queueOf(2));
    await store.run(70);
    await until('the tablet falls back', () => tablet.heard.at(-1)?.includes('"state":"off"') === true);
  });

  it('shows a greeting before somebody steps up to the shelf, once', async () => {
    await using player = await openUdpStandIn();
    const settings = await readExample('near-a', { 'port: 5000': `port: ${player.port}` });
    await using store = new ReactingStore(settings);
    await store.run(2);
    let enteredAt = Number.POSITIVE_INFINITY;
    // 100 pixels a second to the right; the shelf's zone begins at 400.
    await store.run(5, (second) => {
      const x = 60 + 100 * second;
      if (x >= 400) enteredAt = Math.min(enteredAt, second);
      store.people = [[x, 400]];
      if (x < 380) expect(player.heard.filter((text) => text === 'near-a').length).toBeLessThan(2);
    });
    await until('the player heard it', () => player.heard.includes('near-a'));
    expect(enteredAt).toBeLessThan(5);
    store.people = [];
    await store.run(20);
    await until('the player heard that it is over', () => player.heard.at(-1) === 'idle-a');
  });

  it('calls staff when a product is picked up twice', async () => {
    const { store, tablet } = await tabletStore('twice');
    await using _store = store;
    await using _tablet = tablet;
    const moved = (isMoving: boolean) =>
      store.observe({ kind: 'TagReported', sensor: 'receiver', tag: 'camera-x', moving: isMoving });
    for (let i = 0; i < 2; i++) {
      moved(false);
      await store.run(5);
      moved(true);
      await store.run(10);
      moved(false);
      await store.run(30);
    }
    await until('the tablet shows it', () => tablet.heard.includes('Advise at camera-x'));
  });

  it('calls for help until the console ends it', async () => {
    await using broker = await startMosquitto();
    const port = await freePort();
    const settings = await readExample('help', {
      'mqtt://broker.local:1883': broker.url,
      'tokenFile: /run/credentials/lintel.service/tablet': `tokenFile: ${keyFile(KEY)}, port: ${port}`,
    });
    await using bus = await subscribe(broker.url);
    await using store = new ReactingStore(settings);
    await store.run(1);
    await until('both are ready', () =>
      store.gateway.status().outputs.every(({ state }) => state === 'ready'),
    );
    await using tablet = await openTablet(port);
    const sample = store.gateway.pipeline.engine.rules?.sample('help');
    if (sample !== undefined) store.gateway.reactions?.test(sample);
    await until('the test is marked', () => bus.heard.some((text) => text.includes('"test":true')));
    tablet.heard.length = 0;
    store.observe({ kind: 'ButtonPressed', sensor: 'fitting-room', button: 1 });
    await store.run(65);
    const calls = () => tablet.heard.filter((text) => text === 'Help in the fitting room').length;
    await until('it was repeated', () => calls() === 3);
    store.gateway.pipeline.engine.rules?.acknowledge('help');
    await until('it is over', () => bus.heard.at(-1)?.includes('"state":"off"') === true);
    await store.run(65);
    expect(calls()).toBe(3);
  });

  it('tells IT of a dead sensor after five minutes, signed, and when it is back', async () => {
    await using endpoint = await openHttpStandIn();
    const settings = await readExample('dead-sensor', {
      'https://it.example': `http://it.local:${endpoint.port}`,
      '/run/credentials/lintel.service/it': keyFile(SECRET),
      // The stand-in of the counter has no periodic reports.
      ', reportIntervalSeconds: 5': '',
    });
    await using store = new ReactingStore(settings);
    await store.run(10);
    store.silent.add('cam');
    store.observe({ kind: 'SensorDown', sensor: 'cam', cause: 'LINK_LOST' });
    await store.run(290);
    expect(endpoint.heard.filter(({ body }) => body.includes('"state":"on"'))).toEqual([]);
    await store.run(15);
    await until('it is told', () => endpoint.heard.some(({ body }) => body.includes('"state":"on"')));
    const told = endpoint.heard.find(({ body }) => body.includes('"state":"on"'));
    const { headers, body }: Pick<Heard, 'headers' | 'body'> = told ?? { headers: {}, body: '' };
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(SECRET.slice(6), 'base64');
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      subject: 'dead-sensor',
      data: { state: 'on' },
    });
    store.silent.clear();
    await store.run(310);
    await until(
      'it is told to be well',
      () => endpoint.heard.at(-1)?.body.includes('"state":"off"') === true,
    );
  });

  it('reports a back door that stands open after closing', async () => {
    await using endpoint = await openHttpStandIn();
    const settings = await readExample('door-left-open', {
      'https://it.example': `http://it.local:${endpoint.port}`,
      '/run/credentials/lintel.service/it': keyFile(SECRET),
    });
    await using store = new ReactingStore(settings, { startMs: EVENING });
    const read = (open: boolean) => store.observe({ kind: 'ContactRead', sensor: 'back-door', open });
    read(false);
    await store.run(5);
    read(true);
    await store.run(170);
    expect(store.lamps.levels).toEqual(['GPIO17 low']);
    await store.run(15);
    expect(store.lamps.levels).toEqual(['GPIO17 low', 'GPIO17 high']);
    await until('IT is told', () => endpoint.heard.some(({ body }) => body.includes('"state":"on"')));
    read(false);
    await store.run(1);
    expect(store.lamps.levels.at(-1)).toBe('GPIO17 low');
  });

  it('tells more to somebody who stays at the table', async () => {
    await using player = await openUdpStandIn();
    const settings = await readExample('table-content', { 'port: 5000': `port: ${player.port}` });
    await using store = new ReactingStore(settings);
    await store.run(2);
    for (let x = 60; x <= 320; x += 20) {
      store.people = [[x, 400]];
      await store.run(0.2);
    }
    await store.run(25);
    expect(player.heard).not.toContain('table-story');
    await store.run(8);
    await until('the story is shown', () => player.heard.includes('table-story'));
    await store.run(21);
    await until(
      'it comes again while it is true',
      () => player.heard.filter((text) => text === 'table-story').length > 1,
    );
    store.people = [];
    await store.run(20);
    await until('the table falls back', () => player.heard.at(-1) === 'idle-a');
  });
});
