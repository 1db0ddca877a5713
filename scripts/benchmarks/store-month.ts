// store-month.ts NAME MEGABYTES acknowledged|offline: a month of a store's life in a minute, and what it cost disk and memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { mergeWindowTexts } from '../../src/app/window-texts.ts';
import type { EpochMs } from '../../src/core/types.ts';
import type { Commit, EventStore } from '../../src/ports/store.ts';
import { openSqliteEventStore } from '../../src/store/sqlite-event-store.ts';
import { passedRecord } from '../../test/support/passed-record.ts';
import { createRandom } from '../../test/support/random.ts';

const START = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
const DAY = 1440;
const MB = 1024 * 1024;
const clock = { now: () => START as EpochMs, monotonicMs: () => 0 };

async function month(scene: {
  readonly name: string;
  readonly maxMegabytes: number;
  readonly acknowledged: boolean;
}): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const options = { directory, maxBytes: scene.maxMegabytes * MB, bootId: 'b0a7f3d2-bench', clock };
  const store = await openSqliteEventStore({ ...options, mergeWindows: mergeWindowTexts });
  const days = Number(process.env['DAYS'] ?? 30);
  const memory: Memory[] = [];
  const beganMs = performance.now();
  for (let index = 0; index < days * DAY; index += 1) {
    store.commit(commitOf(index));
    if (scene.acknowledged) store.acknowledge([store.status().newestSeq]);
    // A gateway has a minute between commits: what waits for the event loop may go.
    if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (index % DAY === DAY - 1) memory.push(memoryNow());
  }
  const perCommitMs = (performance.now() - beganMs) / (days * DAY);
  console.log(`${scene.name} (20 zones, 4 doors, 3 cameras; ${days} days)`);
  report(store, days, memory, perCommitMs, bareCommitMs());
  store.close();
  const openedMs = performance.now();
  const again = await openSqliteEventStore(options);
  const pending = again.pending('oldest-first', 100, new Set()).length;
  const readyMs = (performance.now() - openedMs).toFixed(0);
  console.log(
    `  start with ${again.status().outboxRows} rows to send: ready in ${readyMs} ms (${pending} read)`,
  );
  again.close();
  rmSync(directory, { recursive: true });
}

function report(
  store: EventStore,
  days: number,
  memory: readonly Memory[],
  perCommitMs: number,
  bareMs: number,
): void {
  const { written, sizeBytes, maxBytes, droppedRows, coarsenedRows } = store.status();
  const megabytes = ((written.bytes ?? 0) / days / 1e6).toFixed(1);
  const [size, most] = [sizeBytes, maxBytes].map((bytes) => (bytes / MB).toFixed(1));
  console.log(
    `  written ${megabytes} MB a day, ${(written.syncs / days).toFixed(0)} syncs a day; ${size} of ${most} MB`,
  );
  console.log(`  ${coarsenedRows} rows made coarser, ${droppedRows} dropped; ${lengthsOf(store)}`);
  const half = memory.slice(memory.length >> 1);
  const slopes = [half.map(({ rss }) => rss), half.map(({ used }) => used)].map(slopeOf);
  const last = memory.at(-1);
  console.log(
    `  memory ${last?.rss.toFixed(0)} MB, of it ${last?.used.toFixed(1)} MB in use by V8 and for it; over the second half ` +
      `${slopes.map((slope) => slope.toFixed(2)).join(' and ')} MB a day`,
  );
  console.log(
    `  ${perCommitMs.toFixed(2)} ms a commit, ${(perCommitMs / bareMs).toFixed(2)} × of a bare insert of one row`,
  );
}

/** In megabytes. `used` is what a leak would grow; the rest is what the allocators keep for the next burst. */
interface Memory {
  readonly rss: number;
  readonly used: number;
}

function memoryNow(): Memory {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / MB, used: (heapUsed + external) / MB };
}

/** By least squares, a step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [up, across] = values.reduce(
    ([u, a], value, index) => [u + (index - middle) * (value - mean), a + (index - middle) ** 2],
    [0, 0],
  );
  return across === 0 ? 0 : up / across;
}

/** How far back each length of window reaches. */
function lengthsOf(store: EventStore): string {
  const windows = store.windows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
  const newest = windows.at(-1)?.start ?? 0;
  const oldest = new Map<number, number>();
  for (const { start, durationMs } of windows) {
    oldest.set(durationMs, Math.min(oldest.get(durationMs) ?? start, start));
  }
  return [...oldest]
    .sort(([a], [b]) => a - b)
    .map(
      ([length, start]) =>
        `${length / MINUTE_MS}-min back ${((newest - start) / MINUTE_MS / DAY).toFixed(1)} days`,
    )
    .join(', ');
}

/** The reference: the same card, the same pragmas, one plain row a commit. */
function bareCommitMs(): number {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const database = new Sqlite(join(directory, 'bare.db'));
  database.pragma('journal_mode=WAL');
  database.pragma('synchronous=FULL');
  database.exec('CREATE TABLE row (seq INTEGER PRIMARY KEY, payload BLOB)');
  const insert = database.prepare('INSERT INTO row (payload) VALUES (?)');
  const payload = Buffer.alloc(1500, 7);
  const beganMs = performance.now();
  for (let index = 0; index < 1000; index += 1) insert.run(payload);
  const eachMs = (performance.now() - beganMs) / 1000;
  database.close();
  rmSync(directory, { recursive: true });
  return eachMs;
}

function commitOf(index: number): Commit {
  const startMs = START + index * MINUTE_MS;
  const window = passedRecord({
    start: startMs as EpochMs,
    durationMs: MINUTE_MS,
    revision: 1,
    payload: summaryText(index, startMs),
  });
  return {
    windows: [window],
    events: [],
    checkpoint: checkpointText(index),
    checkpointAt: (startMs + MINUTE_MS) as EpochMs,
    monotonicMs: (index + 1) * MINUTE_MS,
    wallMs: (startMs + MINUTE_MS) as EpochMs,
    timeQuality: 'synced',
  };
}

const random = createRandom(7);
const upTo = (most: number): number => Math.floor(random() * (most + 1));

/** A window of a busy shop, with the fields that the contract has. */
function summaryText(index: number, startMs: number): string {
  return JSON.stringify({
    startAt: new Date(startMs).toISOString(),
    durationMs: MINUTE_MS,
    revision: 1,
    partial: false,
    sensors: ['cam-1', 'cam-2', 'cam-3'].map((sensor) => ({ sensor, type: 'camera', coverage: 1 })),
    zones: Array.from({ length: 20 }, (_, zone) => zoneOf(`zone-${zone}`)),
    lines: [],
    queues: [],
    journeys: [],
    feedback: [],
    doors: Array.from({ length: 4 }, (_, door) => passings(`door-${door}`)),
    store: {
      ...{ coverage: 1, definition: 'store/1', n: upTo(20), entries: upTo(10), exits: upTo(10) },
      ...{ occupancy: index % 40, occupancyLow: index % 35, occupancyHigh: index % 45 },
    },
  });
}

function zoneOf(zone: string): object {
  const visited = random() < 0.5;
  const counts = { n: upTo(6), entries: upTo(6), exits: upTo(6), visits: upTo(4), engaged: upTo(2) };
  const definition = 'zone/1 enter=500 exit=1500 visit=5000 engaged=30000';
  return {
    ...{ zone, coverage: 1, definition, ...counts, presenceMs: upTo(200_000), peopleMax: upTo(5) },
    dwell: visited ? dwellOf() : null,
  };
}

function dwellOf(): object {
  return {
    ...{ n: 1 + upTo(4), censored: upTo(1), sumMs: upTo(300_000), maxMs: upTo(120_000) },
    ...{ meanMs: upTo(60_000), meanBiasMs: 0 },
    ...{ medianMs: upTo(60_000), medianLowMs: upTo(30_000), medianHighMs: null },
    ...{ p90Ms: upTo(90_000), p90LowMs: null, p90HighMs: null },
    bins: Array.from({ length: 1 + upTo(4) }, () => [upTo(60), 1 + upTo(2), upTo(1)]),
  };
}

function passings(door: string): object {
  return { door, coverage: 1, definition: 'door/1', n: upTo(9), in: upTo(5), out: upTo(5) };
}

/** Open visits and tracks: what a restart must not lose. */
function checkpointText(index: number): string {
  const tracks = Array.from({ length: 20 }, (_, track) => ({
    id: index * 20 + track,
    state: Array.from({ length: 8 }, () => Math.round(random() * 1e5) / 100),
    seenAt: START + index * MINUTE_MS,
  }));
  return JSON.stringify({
    version: 1,
    tracks,
    zones: Array.from({ length: 20 }, () => [upTo(9), upTo(99_999)]),
  });
}

if (import.meta.main) {
  const [, , name = '', megabytes = '256', how = 'offline'] = process.argv;
  await month({ name, maxMegabytes: Number(megabytes), acknowledged: how === 'acknowledged' });
}
