// The uplink: how fast a backlog drains beside raw MQTT.js, what live windows wait meanwhile, and a fleet coming back.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { RECONNECT_DEFAULTS } from '../../../src/ports/uplink.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { backOff, hashToUnit } from '../../../src/uplink/back-off.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import type { Mosquitto } from '../../../test/support/links/mosquitto.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { createRandom } from '../../../test/support/random.ts';
import { RealClock } from '../../../test/support/real-clock.ts';
import { passedRecord } from '../../../test/support/storage/released-record.ts';

const WINDOWS = 10_000;
const ROUNDS = 5;
const MINUTE_MS = 60_000;
const clock = new RealClock();
/** About the size of a window of a store with a dozen zones. */
const PAYLOAD = JSON.stringify({
  zones: Array.from({ length: 12 }, (_, zone) => ({
    zone,
    entries: zone,
    exits: 3,
    sumMs: 41_234,
    note: 'x'.repeat(150),
  })),
});

export async function run(): Promise<void> {
  await using broker = await startMosquitto({
    settings: ['max_inflight_messages 100', 'max_queued_messages 0'],
  });
  const [raw, drained, live]: [number[], number[], number[]] = [[], [], []];
  // In turn, and the middle one of each: other work on the machine hits both alike.
  for (let round = 0; round < ROUNDS; round += 1) {
    raw.push(await rawRate(broker));
    const drain = await drainRate(broker);
    drained.push(drain.perSecond);
    live.push(...drain.live);
  }
  const [reference, ours] = [middle(raw), middle(drained)];
  const amount = `${WINDOWS.toLocaleString('en')} windows of ${PAYLOAD.length} bytes`;
  console.log(`${amount} to a Mosquitto on this machine, QoS 1, middle one of ${ROUNDS} rounds`);
  console.log(`  raw MQTT.js, a window a message, 20 in flight   ${rate(reference)}`);
  console.log(
    `  outbox on disk, drained by the uplink           ${rate(ours)}   ${(ours / reference).toFixed(2)} ×`,
  );
  console.log(
    `  ${live.length} live windows meanwhile: latest ${Math.max(...live).toFixed(0)} ms after their commit`,
  );
  fleet(10_000);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const rate = (perSecond: number): string =>
  `${Math.round(perSecond).toLocaleString('en').padStart(7)} windows/s`;

/** The reference: the library alone, from memory, with the same number of messages in flight. */
async function rawRate({ url }: Mosquitto): Promise<number> {
  const client = await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0 });
  const beganMs = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < WINDOWS) {
      next += 1;
      await client.publishAsync('lintel/raw', PAYLOAD, { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  const perSecond = WINDOWS / ((performance.now() - beganMs) / 1000);
  await client.endAsync();
  return perSecond;
}

async function drainRate({ url }: Mosquitto): Promise<{ perSecond: number; live: number[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const store = await filled(directory);
  const committed = new Map<number, number>();
  const live = timeAcknowledgements(store, committed);
  const identity = { tenant: 'bench', store: 'store', gateway: 'gw', bootId: 'boot', version: '0' };
  const settings = {
    url,
    clientId: 'gw',
    keepaliveSeconds: 60,
    connectTimeoutMs: 10_000,
    drainMessagesPerSecond: 1e6,
  };
  const beganMs = performance.now();
  const parts = { store, settings: { ...settings, reconnect: { ...RECONNECT_DEFAULTS, afterBootMs: 0 } } };
  const uplink = openUplink({ ...parts, identity, clock, log: silentLog, random: Math.random });
  let index = WINDOWS;
  while (uplink.status().state !== 'connected') await clock.sleep(5);
  while (store.status().outboxRows > 0) {
    await clock.sleep(50);
    commit(store, index, 1);
    committed.set(store.status().newestSeq, performance.now());
    index += 1;
    uplink.nudge();
    if (uplink.status().sentRows >= WINDOWS) break;
  }
  const perSecond = uplink.status().sentRows / ((performance.now() - beganMs) / 1000);
  await uplink.close(2_000);
  store.close();
  rmSync(directory, { recursive: true });
  return { perSecond, live };
}

/** When the broker had a window, after it was committed. */
function timeAcknowledgements(store: EventStore, committed: Map<number, number>): number[] {
  const delays: number[] = [];
  const acknowledge = store.acknowledge.bind(store);
  store.acknowledge = (seqs) => {
    acknowledge(seqs);
    for (const seq of committed.size === 0 ? [] : seqs) {
      const sinceMs = committed.get(seq);
      if (sinceMs !== undefined) delays.push(performance.now() - sinceMs);
    }
  };
  return delays;
}

async function filled(directory: string): Promise<EventStore> {
  const maxBytes = 256 * 1024 * 1024;
  const store = await openSqliteEventStore({ directory, maxBytes, bootId: 'boot', clock });
  for (let index = 0; index < WINDOWS; index += 500) commit(store, index, 500);
  return store;
}

function commit(store: EventStore, from: number, count: number): void {
  const windows = Array.from({ length: count }, (_, offset) =>
    passedRecord({
      start: ((from + offset) * MINUTE_MS) as EpochMs,
      durationMs: MINUTE_MS,
      revision: 1,
      payload: PAYLOAD,
    }),
  );
  const wallMs = ((from + count) * MINUTE_MS) as EpochMs;
  const stamp = { checkpointAt: wallMs, wallMs, monotonicMs: wallMs, timeQuality: 'synced' as const };
  store.commit({ windows, events: [], checkpoint: '{}', ...stamp });
}

/** Every gateway loses its broker in the same second, and comes back by the product's own code. */
function fleet(gateways: number): void {
  console.log(
    `${gateways.toLocaleString('en')} gateways lose their broker at once; attempts in the worst second (limit 2%)`,
  );
  for (const downS of [1, 30, 120, 600, 3600]) {
    const seconds = attempts(gateways, downS, false);
    const fixed = attempts(gateways, downS, true);
    const [worst, reference] = [seconds, fixed].map((counts) => (Math.max(...counts) / gateways) * 100);
    const last = seconds.length;
    console.log(
      `  away ${String(downS).padStart(4)} s: ${worst?.toFixed(2)}%, all back ${last - downS} s after it   (1 s doubling to 2 min ± 25%: ${reference?.toFixed(1)}%)`,
    );
  }
}

function attempts(gateways: number, downS: number, reference: boolean): number[] {
  const random = createRandom(30);
  const perSecond: number[] = [];
  for (let index = 0; index < gateways; index += 1) {
    const share = hashToUnit(`acme/store-${index}/gw`);
    const waits = reference ? doubling(random) : backOff({ ...RECONNECT_DEFAULTS, share }, random);
    let atMs = random() * 1000;
    do {
      atMs += waits.next().value;
      const second = Math.floor(atMs / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    } while (atMs < downS * 1000);
  }
  return Array.from(perSecond, (count) => count ?? 0);
}

/** What a well-known client does: 1 s doubling to 2 min, a quarter up or down. */
function* doubling(random: () => number): Generator<number, never> {
  for (let ceilingMs = 1000; ; ceilingMs = Math.min(120_000, ceilingMs * 2)) {
    yield ceilingMs * (0.75 + random() / 2);
  }
}

if (import.meta.main) await run();
