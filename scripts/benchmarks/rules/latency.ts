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
import { createGpioOutputLink } from '../../../src/links/gpio/gpio-output-link.ts';
import { createSerialLink } from '../../../src/links/serial/serial-link.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { HeldLines } from '../../../test/support/links/held-lines.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { Pty } from '../../../test/support/links/pty.ts';
import { recordedLinks } from '../../../test/support/links/recorded-links.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { localNetwork, parseStore } from '../../../test/support/stores/reacting-store.ts';

import { replayFrames } from './latency-frames.ts';
import { reportLatency } from './latency-report.ts';
import { nowMs, Stamps } from './latency-stamps.ts';
import { COUNTERS, createSettings, indexes, LAMPS, ptyPath } from './latency-store.ts';
import type { Received } from './receiver.ts';

/** With the crossings of cameras, about as many, more than 10,000 in all. */
const LINES = 6_000;
const LINES_PER_SECOND = 64;
/** Each lamp goes on and off so often, then, and a lamp's line is written so often. */
const LIGHTINGS = 22;
const LAMP_LINES_PER_SECOND = 8;
const KEY = 'key-of-the-benchmark';
const SETTLE_MS = 1_500;

/** Counters on ptys and replayed frames on a fixed schedule; each crossing goes to one output, and a bare publish beside every fourth line. */
export async function measureLatency(): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-rules-'));
  await using broker = await startMosquitto();
  const lamps = new HeldLines(directory);
  const receiver = fork(join(import.meta.dirname, 'receiver.ts'));
  receiver.send({ brokerUrl: broker.url });
  const [ports] = (await once(receiver, 'message')) as [{ udpPort: number; httpPort: number }];
  const livePort = 20_000 + (process.pid % 20_000);
  writeFileSync(join(directory, 'key'), KEY);
  const places = { directory, url: broker.url, livePort, ...ports };
  const settings = await parseStore(JSON.stringify(createSettings(places)));
  const ptys = await Promise.all(indexes(COUNTERS + LAMPS).map((i) => Pty.plugIn(ptyPath(directory, i))));
  const startMs = Date.now();
  const gateway = await openGateway(settings, directory, startMs);
  const stamps = new Stamps(gateway, () => startMs);
  gateway.start();
  while (gateway.status().outputs.some(({ state }) => state !== 'ready' && state !== 'waiting'))
    await sleep(50);
  await sleep(SETTLE_MS);
  receiver.send({ live: `http://127.0.0.1:${livePort}/api/live/bench`, key: KEY });
  await sleep(SETTLE_MS);
  stamps.events.clear();
  await writeLines(ptys, stamps, broker.url);
  stamps.isLampsOnly = true;
  await lightLamps(ptys.slice(COUNTERS));
  await sleep(SETTLE_MS);
  const received = await askReceived(receiver);
  receiver.kill();
  await gateway.stop();
  await Promise.all(ptys.map((pty) => pty.unplug()));
  const isGood = reportLatency(stamps, received, lamps.read());
  rmSync(directory, { recursive: true, force: true });
  return isGood;
}

async function openGateway(settings: Settings, directory: string, startMs: number): Promise<Gateway> {
  const recording = { settings: {}, levels: [], items: [], expected: [] };
  return new Gateway({
    ...{ settings, clock: systemClock, log: silentLog, version: '0', random: Math.random },
    links: {
      ...recordedLinks(recording, new FakeClock(), 'stall'),
      serial: createSerialLink(),
      camera: replayFrames(() => startMs),
    },
    store: await openFailoverStore({
      ...{ directory: join(directory, 'ring'), maxBytes: 64e6, bootId: 'boot' },
      ...{ clock: systemClock, log: silentLog, mergeRows: mergeEncodedRows },
    }),
    openUplink: undefined,
    timeQuality: () => 'synced',
    outside: { network: localNetwork, gpio: createGpioOutputLink() },
  });
}

/** Open loop: a line is due at its time, however late the one before was. */
async function writeLines(ptys: readonly Pty[], stamps: Stamps, url: string): Promise<void> {
  const bare = await connectAsync(url, { protocolVersion: 5 });
  for (const pty of ptys) await pty.write('C,0,0\n');
  await sleep(SETTLE_MS);
  const startMs = nowMs();
  for (let i = 0; i < LINES; i++) {
    const dueMs = startMs + (i * 1000) / LINES_PER_SECOND;
    while (nowMs() < dueMs) await sleep(Math.max(0, dueMs - nowMs()));
    const total = 1 + Math.floor(i / COUNTERS);
    stamps.due[i % COUNTERS]?.set(total, dueMs);
    void ptys[i % COUNTERS]?.write(`C,${total},0\n`);
    if (i % 4 === 0) bare.publish('bare', String(nowMs()));
  }
  await sleep(SETTLE_MS);
  await bare.endAsync();
}

/** Apart from the rest, because starting a tool holds a gateway up, and no store has so many lamps that change at once. */
async function lightLamps(ptys: readonly Pty[]): Promise<void> {
  const startMs = nowMs();
  for (let i = 0; i < LIGHTINGS * ptys.length; i++) {
    const dueMs = startMs + (i * 1000) / LAMP_LINES_PER_SECOND;
    while (nowMs() < dueMs) await sleep(Math.max(0, dueMs - nowMs()));
    void ptys[i % ptys.length]?.write(`C,${1 + Math.floor(i / ptys.length)},0\n`);
  }
  await sleep(SETTLE_MS);
}

async function askReceived(receiver: ChildProcess): Promise<Received[]> {
  receiver.send('report');
  const [received] = (await once(receiver, 'message')) as [Received[]];
  return received;
}
