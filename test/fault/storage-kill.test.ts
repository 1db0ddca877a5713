import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { EventStore } from '../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { createRandom } from '../support/random.ts';
import { NO_SEQS, START, STILL_CLOCK, sampleCommit } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

const FOREVER = [0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs] as const;

const open = (directory: string): Promise<EventStore> =>
  openSqliteEventStore({ directory, maxBytes: 64 * 1024 * 1024, bootId: 'reader', clock: STILL_CLOCK });

/** Minutes in the ring, which must be a run from 0 without holes. */
function minutes(store: EventStore): number[] {
  return store.rows(...FOREVER).map(({ start }) => (start - START) / 60_000);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Lets the writer run for a while and kills it; returns what it said last. */
async function writeAndKill(directory: string, commits: number): Promise<{ count: number; seqs: number[] }> {
  const child = spawn(process.execPath, ['test/support/storage/storage-writer.ts', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (said.split('\n').length > commits) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const lines = said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number));
  return { count: lines.at(-1)?.[0] ?? 0, seqs: lines.map(([, seq = 0]) => seq) };
}

test('kill -9 at random points loses no commit that was reported and gives no number twice (F1)', async () => {
  const directory = tempDir();
  const random = createRandom(1);
  const seen = new Set<number>();
  for (let round = 0; round < 8; round += 1) {
    const { count, seqs } = await writeAndKill(directory, 1 + Math.floor(random() * 60));
    for (const seq of seqs) {
      expect(seen.has(seq)).toBe(false);
      seen.add(seq);
    }
    const startedMs = performance.now();
    const store = await open(directory);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    const committed = Number(store.checkpoint()?.text);
    // The last commit may have been on disk before it was reported.
    expect([count, count + 1]).toContain(committed);
    expect(minutes(store)).toEqual(upTo(committed));
    const numbers = store.pending('oldest-first', 10_000, NO_SEQS).map(({ seq }) => seq);
    expect(new Set(numbers).size).toBe(numbers.length);
    store.close();
  }
});

/** The files of a store that is open and has work in its WAL, as a power cut would leave them. */
async function snapshotOfOpenStore(directory: string): Promise<number> {
  const store = await open(join(directory, 'live'));
  const commits = 60;
  for (let index = 0; index < commits; index += 1) {
    store.commit(sampleCommit(index, { checkpoint: String(index + 1) }));
  }
  mkdirSync(join(directory, 'saved'));
  for (const name of ['lintel.db', 'lintel.db-wal', 'seq-floor']) {
    copyFileSync(join(directory, 'live', name), join(directory, 'saved', name));
  }
  store.close();
  return commits;
}

test('keeps a clean run of commits and reports the missing numbers after a torn or garbled WAL (F2)', async () => {
  const directory = tempDir();
  const commits = await snapshotOfOpenStore(directory);
  const random = createRandom(2);
  const lengths = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const crashed = join(directory, `crashed-${round}`);
    mkdirSync(crashed);
    for (const name of ['lintel.db', 'lintel.db-wal', 'seq-floor']) {
      copyFileSync(join(directory, 'saved', name), join(crashed, name));
    }
    const wal = join(crashed, 'lintel.db-wal');
    const at = Math.floor(random() * statSync(wal).size);
    if (round % 2 === 0) truncateSync(wal, at);
    else writeFileSync(wal, garbled(readFileSync(wal), at, random));
    const store = await open(crashed);
    const kept = minutes(store);
    expect(kept).toEqual(upTo(kept.length));
    expect(store.checkpoint()?.text).toBe(kept.length === 0 ? undefined : String(kept.length));
    const newest = store.status().newestSeq;
    expect(newest).toBeGreaterThanOrEqual(commits);
    const events = store.pending('oldest-first', 10_000, NO_SEQS).filter(({ lane }) => lane === 'event');
    expect(events.at(-1)?.payload).toMatch(/"(seq_gap|StorageReset)"/);
    expect(store.gaps().at(-1)?.toSeq).toBe(newest - 1);
    lengths.add(kept.length);
    store.close();
  }
  expect(lengths.size).toBeGreaterThan(5);
});

function garbled(bytes: Buffer, at: number, random: () => number): Buffer {
  for (let index = at; index < Math.min(bytes.length, at + 300); index += 1) bytes[index] = random() * 256;
  return bytes;
}

test('opens on whole commits after any part of the unsynced sectors arrived (F3)', async () => {
  const directory = tempDir();
  const live = join(directory, 'live');
  const store = await open(live);
  const read = (name: string): Buffer => readFileSync(join(live, name));
  const random = createRandom(3);
  let [database, wal] = [read('lintel.db'), read('lintel.db-wal')];
  for (let index = 0; index < 400; index += 1) {
    store.commit(sampleCommit(index, { checkpoint: String(index + 1) }));
    const [newDatabase, newWal] = [read('lintel.db'), read('lintel.db-wal')];
    const folded = !newDatabase.equals(database);
    if (folded || index % 20 === 0) {
      const crashed = join(directory, `crashed-${index}`);
      mkdirSync(crashed);
      // A fold writes to the database only after the WAL has been synced; an ordinary commit writes to the WAL alone.
      writeFileSync(join(crashed, 'lintel.db'), someSectors(database, newDatabase, random));
      writeFileSync(join(crashed, 'lintel.db-wal'), folded ? newWal : someSectors(wal, newWal, random));
      copyFileSync(join(live, 'seq-floor'), join(crashed, 'seq-floor'));
      const survivor = await open(crashed);
      const kept = minutes(survivor);
      expect(kept).toEqual(upTo(kept.length));
      expect(kept.length).toBeGreaterThanOrEqual(folded ? index + 1 : index);
      expect(survivor.checkpoint()?.text ?? '0').toBe(String(kept.length));
      survivor.close();
    }
    [database, wal] = [newDatabase, newWal];
  }
  store.close();
});

/** The old file with some of the sectors that differ in the new one. */
function someSectors(before: Buffer, after: Buffer, random: () => number): Buffer {
  const mixed = Buffer.alloc(random() < 0.5 ? Math.max(before.length, after.length) : before.length);
  before.copy(mixed);
  for (let at = 0; at < mixed.length; at += 512) {
    if (random() < 0.5) after.copy(mixed, at, at, Math.min(at + 512, mixed.length));
  }
  return mixed;
}
