import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import type { GatewayStatus } from '../../src/app/gateway/gateway.ts';
import { gatewayMetrics } from '../../src/app/gateway/gateway-metrics.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { metricsText } from '../../src/system/metrics-server.ts';
import { openUplink } from '../../src/uplink/open-uplink.ts';
import { FastClock } from '../support/fast-clock.ts';
import type { BrokerScript } from '../support/links/broker.ts';
import { startBroker } from '../support/links/broker.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { KeptLog, RealClock } from '../support/real-clock.ts';
import { tempDir } from '../support/temp-dir.ts';
import { TestAuthority } from '../support/tls.ts';
import { until } from '../support/until.ts';
import { filledStore, IDENTITY, quickSettings, receivedSeqs } from '../support/uplink/samples.ts';

const ROWS = 1000;

function start(
  url: string,
  more: Parameters<typeof quickSettings>[1] = {},
  rows = ROWS,
  clock: Clock = new RealClock(),
) {
  const store = filledStore(rows);
  const events: unknown[] = [];
  const uplink = openUplink({
    store,
    settings: quickSettings(url, { acknowledgeMs: 500, ...more }),
    identity: IDENTITY,
    clock,
    log: new KeptLog(),
    random: () => 0.01,
    event: (event) => events.push(event),
  });
  onTestFinished(() => uplink.close(0));
  return { store, uplink, events };
}

async function broker(script: BrokerScript) {
  const started = await startBroker(script);
  onTestFinished(() => started.close());
  return started;
}

/** Small messages, so that there are many of them. */
const connack = () => ({ properties: { maximumPacketSize: 8_000 } });

test('a broker that loses every fourth PUBACK gets all rows all the same', async () => {
  const { url } = await broker({ connack, puback: (_publish, nth) => (nth % 4 === 0 ? 'silence' : 0) });
  const { store } = start(url);
  await until('an empty outbox', () => store.status().outboxRows === 0, 60_000);
});

test('a broker that never acknowledges is left, told, and served when it recovers', async () => {
  let isWell = false;
  const { url, connects } = await broker({ connack, puback: () => (isWell ? 0 : 'silence') });
  const { store, uplink } = start(url);
  await until('a second connection', () => connects.length >= 2, 20_000);
  await until('the reason', () => uplink.status().detail.includes('does not acknowledge'), 20_000);
  expect(store.status().outboxRows).toBe(ROWS);
  isWell = true;
  await until('an empty outbox', () => store.status().outboxRows === 0, 60_000);
  expect(uplink.status().detail).not.toContain('acknowledge');
});

test.each([
  [0x87, 'not authorised'],
  [0x97, 'quota exceeded'],
])(
  'a broker that refuses every publish with %i: "connected" does not hide it',
  async (code, words) => {
    let isWell = false;
    const { url } = await broker({ puback: () => (isWell ? 0 : code) });
    const { store, uplink } = start(url);
    await until('the reason', () => uplink.status().detail.includes(`accepts nothing: ${words}`), 20_000);
    expect(store.status().outboxRows).toBe(ROWS);
    isWell = true;
    await until('an empty outbox', () => store.status().outboxRows === 0, 60_000);
  },
  90_000,
);

test.each([
  ['never acknowledges', undefined],
  ['refuses every publish as not authorised', 0x87],
])(
  'a broker that %s for minutes: state, metric and event say so, until it recovers',
  async (_what, code) => {
    let isWell = false;
    const { url } = await broker({ connack, puback: () => (isWell ? 0 : (code ?? 'silence')) });
    const { store, uplink, events } = start(url, {}, ROWS, new FastClock(Date.now(), 60));
    const status = () =>
      ({ store: store.status(), uplink: uplink.status(), sensors: [] }) as Partial<GatewayStatus>;
    const metric = async (name: string) => {
      const text = await metricsText(gatewayMetrics(() => status() as GatewayStatus));
      return new RegExp(`^lintel_uplink_${name} (\\d+)$`, 'm').exec(text)?.[1];
    };
    await until('the state', () => uplink.status().state === 'stalled', 60_000);
    await until('the event', () => events.length > 0, 60_000);
    await until('the detail', () => /accepts nothing for \d+ min/.test(uplink.status().detail ?? ''), 60_000);
    expect([await metric('stalled'), events]).toEqual(['1', [{ kind: 'UplinkStalled' }]]);
    isWell = true;
    await until('an empty outbox', () => store.status().outboxRows === 0, 120_000);
    await until('the state', () => uplink.status().state === 'connected', 20_000);
    expect([await metric('stalled'), events.length]).toEqual(['0', 1]);
  },
  240_000,
);

test.each([6000, 600])(
  'a Mosquitto with a limit of %i bytes: batches are halved until they pass, over one connection',
  async (limit) => {
    await using mosquitto = await startMosquitto({ settings: [`message_size_limit ${limit}`] });
    await using subscriber = await openSubscriber({ url: mosquitto.url, topic: 'lintel/#' });
    const { store, uplink, events } = start(mosquitto.url, { acknowledgeMs: 20_000 });
    await until('an empty outbox', () => store.status().outboxRows === 0, 60_000);
    // The broker acknowledges a message before it has handed it on.
    await subscriber.until('each row', (messages) => new Set(receivedSeqs(messages)).size === ROWS);
    expect([uplink.status().connections, store.status().parkedRows, events]).toEqual([1, 0, []]);
  },
  90_000,
);

test('a Mosquitto with a limit below every row: rows are kept aside with an event, and the rest goes on', async () => {
  await using mosquitto = await startMosquitto({ settings: ['message_size_limit 300'] });
  const { store, uplink, events } = start(mosquitto.url, { acknowledgeMs: 20_000 }, 30);
  await until('an empty outbox', () => store.status().outboxRows === 0, 60_000);
  expect([uplink.status().connections, store.status().parkedRows]).toEqual([1, 30]);
  expect(events).toEqual([{ kind: 'RowParked' }]);
});

test('another device of the same name is called that, and raises an alarm', async () => {
  const scripted = await broker({});
  const { uplink, events } = start(scripted.url, { reconnect: { refusedMs: 60_000 } as never });
  await until('a connection', () => uplink.status().state === 'connected', 20_000);
  scripted.send({ cmd: 'disconnect', reasonCode: 0x8e });
  await until('the reason', () => uplink.status().detail.includes('another device uses this name'), 20_000);
  expect(events).toEqual([{ kind: 'DeviceNameTaken' }]);
});

test('WebSocket with TLS carries the backlog through a network that lets nothing else out', async () => {
  const directory = tempDir();
  const authority = new TestAuthority(directory);
  const scripted = await broker({});
  const url = await webSocketBridge(authority, Number(new URL(scripted.url).port));
  const { store } = start(url, { caFile: authority.caFile, acknowledgeMs: 20_000 }, 50);
  await until('an empty outbox', () => store.status().outboxRows === 0);
  const stranger = start(url, {}, 1);
  await until('a refusal', () => stranger.uplink.status().detail.includes('TLS'));
});

/** What a cloud's port 443 does: TLS, WebSocket with the subprotocol `mqtt`, and a broker behind. */
async function webSocketBridge(authority: TestAuthority, brokerPort: number): Promise<string> {
  const { certFile, keyFile } = authority.issue({ name: 'server', hosts: ['localhost', '127.0.0.1'] });
  const server = fastify({ https: { cert: readFileSync(certFile), key: readFileSync(keyFile) } });
  await server.register(websocket, { options: { handleProtocols: () => 'mqtt' } });
  server.get('/mqtt', { websocket: true }, (socket) => {
    const tcp = connect(brokerPort, '127.0.0.1');
    socket.on('message', (data: Buffer) => tcp.write(data));
    socket.on('close', () => tcp.destroy());
    tcp.on('data', (data) => socket.send(data)).on('close', () => socket.close());
    tcp.on('error', () => socket.close());
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  return `wss://localhost:${new URL(address).port}/mqtt`;
}
