import { join } from 'node:path';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { createHardwareLinks } from '../../../src/app/gateway/hardware-links.ts';
import { mergeEncodedRows } from '../../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { CountRow } from '../../../src/core/privacy/rows.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import { FastClock } from '../fast-clock.ts';
import { RealClock } from '../real-clock.ts';
import { silentLog } from '../silent-log.ts';
import { quickSettings } from '../uplink/settings.ts';
import { openSubscriber, startMosquitto } from './mosquitto.ts';
import { Pty } from './pty.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 5, 1, 10, 0, 30);

export interface PulledCounter {
  /** Every window that reached the broker, in order of arrival, whichever its revision. */
  readonly received: readonly CountRow[];
  /** From when to when the counter was unplugged. */
  readonly pulledAt: number;
  readonly pluggedAt: number;
  /** What the counter counted meanwhile. */
  readonly missed: { readonly in: number; readonly out: number };
}

/**
 * A counter on a real pty, the gateway's own driver, engine, store and uplink, and a real broker. Three minutes of
 * counts, ten minutes with the plug pulled while the counter counts on, four minutes more. `rate`: how many times faster
 * than life. `directory` is under /dev, where serial devices are.
 */
export async function playPulledCounter(
  directory: string,
  rate: number,
  minimumCount: number,
): Promise<PulledCounter> {
  await using broker = await startMosquitto();
  await using subscriber = await openSubscriber({ url: broker.url, topic: 'lintel/#' });
  const clock = new FastClock(START, rate);
  const gateway = await openGateway(directory, broker.url, clock, minimumCount);
  const totals = { in: 1_000, out: 900 };
  const path = join(directory, 'counter');
  const pass = (each: { in: number; out: number }) => {
    totals.in += each.in;
    totals.out += each.out;
  };
  let pty = await Pty.plugIn(path);
  const speak = async (minutes: number) => {
    for (let step = 0; step < minutes * 12; step++) {
      if (step % 3 === 0) pass({ in: 2, out: step % 6 === 0 ? 3 : 0 });
      await pty.write(`C,${totals.in},${totals.out}\n`);
      await clock.sleep(5_000);
    }
  };
  gateway.start();
  await speak(3);
  await pty.write('C,10');
  await pty.unplug();
  const pulledAt = clock.now();
  const before = { ...totals };
  pass({ in: 47, out: 38 });
  await clock.sleep(10 * MINUTE_MS);
  const missed = { in: totals.in - before.in, out: totals.out - before.out };
  pty = await Pty.plugIn(path);
  const pluggedAt = clock.now();
  // Whoever passes from here on is counted after the gateway has heard the totals again.
  for (let step = 0; step < 6; step++) {
    await pty.write(`C,${totals.in},${totals.out}\n`);
    await clock.sleep(5_000);
  }
  await speak(4);
  await gateway.stop();
  await pty.unplug();
  await subscriber.until(
    'the last window',
    (messages) => messages.some(({ text }) => text.includes('"state":"offline"')),
    10_000,
  );
  const received = subscriber.messages
    .filter(({ topic }) => topic.endsWith('/count'))
    .flatMap(({ text }) => (JSON.parse(text) as { readonly rows: readonly CountRow[] }).rows);
  return { received, pulledAt, pluggedAt, missed };
}

async function openGateway(directory: string, url: string, clock: FastClock, minimumCount: number) {
  const settings = (await settingsSchema()).parse({
    version: 2,
    tenant: 'acme',
    store: { id: 'shop' },
    gateway: 'gw-1',
    sensors: [
      { id: 'counter', type: 'serial-counter', path: join(directory, 'counter'), reportIntervalSeconds: 30 },
    ],
    doors: [{ id: 'front', sensors: ['counter'] }],
    privacy: { minimumCount },
    mqtt: { url },
  });
  const store = await openFailoverStore({
    directory: join(directory, 'ring'),
    maxBytes: 16 * 1024 * 1024,
    bootId: 'boot-1',
    clock,
    log: silentLog,
    mergeRows: mergeEncodedRows,
  });
  const wire = {
    store,
    settings: quickSettings(url),
    identity: IDENTITY,
    clock: new RealClock(),
    log: silentLog,
  };
  return new Gateway({
    settings: settings as unknown as Settings,
    links: createHardwareLinks({ modelFolders: [], tags: [] }),
    store,
    openUplink: () => openUplink({ ...wire, random: Math.random }),
    clock,
    timeQuality: () => 'synced',
    random: Math.random,
    log: silentLog,
    version: '0.0.0',
  });
}

const IDENTITY = { tenant: 'acme', store: 'shop', gateway: 'gw-1', bootId: 'boot-1', version: '0.0.0' };
