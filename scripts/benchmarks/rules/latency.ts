import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { mergeEncodedRows } from '../../../src/app/gateway/window-codec.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { SensorId } from '../../../src/core/model/ids.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { recordedLinks } from '../../../test/support/links/recorded-links.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { localNetwork, parseStore } from '../../../test/support/stores/reacting-store.ts';
import type { Received } from './receiver.ts';

const DOORS = 48;
const RULES = 1_000;
const EVENTS = 10_000;
const EVENTS_PER_SECOND = 100;
const KEY = 'key-of-the-benchmark';
const WAYS = ['mqtt', 'udp', 'http', 'live'] as const;
const BARS = { p99Ms: 20, overBareMs: 5 };

/** Monotonic milliseconds, the same for all processes of the machine. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

interface Event {
  readonly dueMs: number;
  readonly handedMs: number;
  /** All outputs have the message. */
  readonly sentMs: number;
}

/** Crossings at doors on a fixed schedule; each goes to one output in turn, and a bare publish beside every tenth. */
export async function measureLatency(): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-rules-'));
  await using broker = await startMosquitto();
  const receiver = fork(join(import.meta.dirname, 'receiver.ts'));
  receiver.send({ brokerUrl: broker.url });
  const [ports] = (await once(receiver, 'message')) as [{ udpPort: number; httpPort: number }];
  const livePort = 20_000 + (process.pid % 20_000);
  writeFileSync(join(directory, 'key'), KEY);
  const settings = await parseStore(
    JSON.stringify(createSettings({ directory, url: broker.url, livePort, ...ports })),
  );
  const gateway = await openGateway(settings, directory);
  gateway.start();
  while (gateway.status().outputs.some(({ state }) => state !== 'ready' && state !== 'waiting'))
    await sleep(50);
  await sleep(1_000);
  receiver.send({ live: `http://127.0.0.1:${livePort}/api/live/bench`, key: KEY });
  await sleep(500);
  const sent = await sendAll(gateway, broker.url);
  await sleep(1_000);
  const received = await askReceived(receiver);
  receiver.kill();
  await gateway.stop();
  rmSync(directory, { recursive: true, force: true });
  return report(sent, received);
}

async function openGateway(settings: Settings, directory: string): Promise<Gateway> {
  const recording = { settings: {}, levels: [], items: [], expected: [] };
  return new Gateway({
    ...{ settings, clock: systemClock, log: silentLog, version: '0', random: Math.random },
    links: recordedLinks(recording, new FakeClock(), 'stall'),
    store: await openFailoverStore({
      ...{
        directory: join(directory, 'ring'),
        maxBytes: 64e6,
        bootId: 'boot',
        clock: systemClock,
        log: silentLog,
      },
      mergeRows: mergeEncodedRows,
    }),
    openUplink: undefined,
    timeQuality: () => 'synced',
    outside: {
      network: localNetwork,
      gpio: { hold: () => ({ problem: undefined, set: () => undefined, close: async () => undefined }) },
    },
  });
}

interface Places {
  readonly directory: string;
  readonly url: string;
  readonly livePort: number;
  readonly udpPort: number;
  readonly httpPort: number;
}

function createSettings({ directory, url, livePort, udpPort, httpPort }: Places): object {
  const doors = Array.from({ length: DOORS }, (_, i) => ({ id: `door-${i}`, sensors: [`counter-${i}`] }));
  const text = '{rule} {since}';
  return {
    ...{
      version: 2,
      tenant: 'bench',
      gateway: 'gw',
      store: { id: 'store' },
      windows: { seconds: 10, latenessSeconds: 1 },
    },
    sensors: [
      ...doors.map((_, i) => ({ id: `counter-${i}`, type: 'serial-counter', path: `/dev/bench-${i}` })),
      { id: 'cam', type: 'camera', source: { rtsp: 'rtsp://cam.local/1' }, widthPx: 640, heightPx: 480 },
    ],
    doors,
    zones: Array.from({ length: 300 }, (_, i) => ({ id: `zone-${i}`, space: 'cam', polygon: gridCell(i) })),
    outputs: [
      { id: 'mqtt', type: 'mqtt', broker: { url }, on: text },
      { id: 'udp', type: 'udp', host: 'player.local', port: udpPort, on: text },
      { id: 'http', type: 'http', url: `http://player.local:${httpPort}/`, on: text },
      {
        id: 'live',
        type: 'live',
        channel: 'bench',
        port: livePort,
        tokenFile: join(directory, 'key'),
        on: text,
      },
    ],
    rules: Array.from({ length: RULES }, (_, i) => {
      const output = WAYS[i % WAYS.length] ?? 'mqtt';
      const active = { crossed: { door: `door-${i}`, direction: 'in' } };
      // biome-ignore lint/suspicious/noThenProperty: a list cannot be taken for a promise.
      return { id: `r-${i}`, when: i < DOORS ? active : otherCondition(i), then: [{ output }] };
    }),
  };
}

function gridCell(i: number): number[][] {
  const [left, top] = [(i % 20) * 32, Math.floor(i / 20) * 32];
  return [
    [left, top],
    [left + 32, top],
    [left + 32, top + 32],
    [left, top + 32],
  ];
}

function otherCondition(i: number): object {
  const zone = `zone-${i % 300}`;
  const others = [
    { people: { zone, atLeast: 3 } },
    { dwell: { zone, atLeast: '30s' } },
    { fault: `counter-${i % DOORS}` },
    { coverage: { zone, below: 0.5 } },
  ];
  return others[i % others.length] ?? {};
}

/** Open loop: an event is due at its time, however late the one before was. */
async function sendAll(gateway: Gateway, url: string): Promise<Map<string, Event>> {
  const events = new Map<string, Event>();
  const bare = await connectAsync(url, { protocolVersion: 5 });
  const startMs = nowMs();
  for (let i = 0; i < EVENTS; i++) {
    const dueMs = startMs + (i * 1000) / EVENTS_PER_SECOND;
    while (nowMs() < dueMs) await sleep(Math.max(0, dueMs - nowMs()));
    const door = i % DOORS;
    const handedMs = nowMs();
    const at = systemClock.now();
    const observation = { kind: 'CounterRead', mode: 'delta', entered: 1, left: 0 } as const;
    gateway.pipeline.observe({ ...observation, sensor: `counter-${door}` as SensorId, at });
    events.set(`r-${door} ${new Date(at).toISOString()}`, { dueMs, handedMs, sentMs: nowMs() });
    if (i % 10 === 0) bare.publish('bare', String(nowMs()));
  }
  await sleep(500);
  await bare.endAsync();
  return events;
}

async function askReceived(receiver: ChildProcess): Promise<Received[]> {
  receiver.send('report');
  const [received] = (await once(receiver, 'message')) as [Received[]];
  return received;
}

function report(sent: ReadonlyMap<string, Event>, received: readonly Received[]): boolean {
  const bare = received.flatMap(({ way, text, atMs }) => (way === 'bare' ? [atMs - Number(text)] : []));
  console.log(
    `latency: ${EVENTS} crossings at ${EVENTS_PER_SECOND} a second, ${RULES} rules, windows of 10 s committed to SQLite`,
  );
  print('bare publish, sent → received', bare);
  const handed = [...sent.values()].map(({ handedMs, sentMs }) => sentMs - handedMs);
  print('observation → all outputs have it', handed);
  const limitMs = Math.max(BARS.p99Ms, quantile(bare, 0.99) + BARS.overBareMs);
  return WAYS.map((way) => reportWay(way, sent, received, limitMs)).every(Boolean);
}

/** Each message names its rule and the time of its event. */
function reportWay(
  way: (typeof WAYS)[number],
  sent: ReadonlyMap<string, Event>,
  received: readonly Received[],
  limitMs: number,
): boolean {
  const added: number[] = [];
  const whole: number[] = [];
  for (const message of received) {
    const event = message.way === way ? sent.get(message.text) : undefined;
    if (event === undefined) continue;
    added.push(message.atMs - event.handedMs);
    whole.push(message.atMs - event.dueMs);
  }
  const due = [...sent.keys()].filter(
    (key) => WAYS[Number(/^r-(\d+)/.exec(key)?.[1]) % WAYS.length] === way,
  ).length;
  print(`${way}: observation → received`, added);
  print(`${way}: due → received`, whole);
  const isGood = added.length > 0 && quantile(added, 0.99) <= limitMs;
  console.log(
    `    ${due - added.length} of ${due} replaced by a newer one; p99 at most ${limitMs.toFixed(1)} ms: ${isGood ? 'met' : 'MISSED'}`,
  );
  return isGood;
}

function quantile(values: readonly number[], share: number): number {
  const inOrder = values.toSorted((a, b) => a - b);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? Number.NaN;
}

function print(what: string, values: readonly number[]): void {
  const at = (share: number) => quantile(values, share).toFixed(2);
  console.log(
    `  ${what.padEnd(36)} n ${values.length}  p50 ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  max ${Math.max(...values).toFixed(1)} ms`,
  );
}
