// store-month.ts RECORDING NAME MEGABYTES acknowledged|offline: a month of a store's life in a minute, and what it cost disk and memory.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { mergeEncodedRows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import type { Commit, EventStore } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { passedRecord } from '../../../test/support/storage/released-record.ts';
import type { RecordedCommit } from './store-commits.ts';
import { RECORDED_DAY } from './store-commits.ts';

const START = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
const DAY = 1440;
const MB = 1024 * 1024;
/** What a day may cost the card. */
const MOST_MEGABYTES = 30;
const MOST_SYNCS = 1_500;
const clock = { now: () => START as EpochMs, monotonicMs: () => 0 };

async function month(scene: {
  readonly recorded: readonly RecordedCommit[];
  readonly name: string;
  readonly maxMegabytes: number;
  readonly acknowledged: boolean;
}): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const options = { directory, maxBytes: scene.maxMegabytes * MB, bootId: 'b0a7f3d2-bench', clock };
  const store = await openSqliteEventStore({ ...options, mergeRows: mergeEncodedRows });
  const days = Number(process.env['DAYS'] ?? 30);
  const memory: Memory[] = [];
  const beganMs = performance.now();
  const beganBlocks = blockBytes();
  const commits = days * scene.recorded.length;
  for (let index = 0; index < commits; index += 1) {
    const { newestSeq } = store.status();
    store.commit(commitOf(scene.recorded, index));
    if (scene.acknowledged) store.acknowledge(numbersFrom(newestSeq + 1, store.status().newestSeq));
    // A gateway has a minute between commits: what waits for the event loop may go.
    if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (index % scene.recorded.length === scene.recorded.length - 1) memory.push(memoryNow());
  }
  const perCommitMs = (performance.now() - beganMs) / commits;
  console.log(`${scene.name} (a boutique’s own commits, ${days} days)`);
  const blocks = (blockBytes() - beganBlocks) / days / 1e6;
  report(store, days, memory, perCommitMs, bareCommitMs());
  console.log(`  in whole blocks of this file system: ${blocks.toFixed(1)} MB a day`);
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

/** What the kernel hands to the disk for this process: whole blocks, the file system's own journal apart. */
function blockBytes(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
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
  const isOver = Number(megabytes) > MOST_MEGABYTES || written.syncs / days > MOST_SYNCS;
  if (isOver) process.exitCode = 1;
  console.log(
    `  written ${megabytes} MB a day, ${(written.syncs / days).toFixed(0)} syncs a day (at most ${MOST_MEGABYTES} and ${MOST_SYNCS}); ${size} of ${most} MB`,
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
  const windows = store.rows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
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

/** The recorded day over and over, each time a day later. */
function commitOf(recorded: readonly RecordedCommit[], index: number): Commit {
  const { rows, windows, rollUps = [], events, checkpoint } = recorded[index % recorded.length] ?? NOTHING;
  const laterMs = START - RECORDED_DAY + Math.floor(index / recorded.length) * DAY * MINUTE_MS;
  const atMs = (START + (index + 1) * MINUTE_MS) as EpochMs;
  const later = <R extends { readonly start: number }>(record: R) => ({
    ...record,
    start: (record.start + laterMs) as EpochMs,
  });
  return {
    rows: rows.map((row) => passedRecord({ ...later(row), payload: shiftRowText(row.payload, laterMs) })),
    windows: windows.map((window) => ({
      ...later(window),
      payload: shiftEncodedWindow(window.payload, laterMs),
    })),
    rollUps: rollUps.map((rollUp) => ({ ...later(rollUp), end: (rollUp.end + laterMs) as EpochMs })),
    ...{ events, checkpoint },
    ...{ checkpointAt: atMs, monotonicMs: (index + 1) * MINUTE_MS, wallMs: atMs, timeQuality: 'synced' },
  };
}

const NOTHING: RecordedCommit = { rows: [], windows: [], events: [], checkpoint: '{}' };

if (import.meta.main) {
  const [, , recording = '', name = '', megabytes = '256', how = 'offline'] = process.argv;
  const recorded = JSON.parse(readFileSync(recording, 'utf8')) as RecordedCommit[];
  await month({ recorded, name, maxMegabytes: Number(megabytes), acknowledged: how === 'acknowledged' });
}
