import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { EventStore } from '../../src/ports/event-store.ts';
import { openFailoverStore } from '../../src/storage/open-failover-store.ts';
import { NO_SEQS, START, STILL_CLOCK, sampleCommit, sampleRow } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

const FOREVER = [0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs] as const;
const COMMITS = 200;

const open = (directory: string, bootId = 'boot-b'): Promise<EventStore> =>
  openFailoverStore({ directory, maxBytes: 64 * 1024 * 1024, bootId, clock: STILL_CLOCK });

const minutes = (store: EventStore): number[] =>
  store.rows(...FOREVER).map(({ start }) => (start - START) / 60_000);

/** A store with windows, cleanly closed. */
async function filled(directory: string, commits = COMMITS): Promise<void> {
  const store = await open(directory, 'boot-a');
  for (let index = 0; index < commits; index += 1) {
    store.commit(sampleCommit(index, { checkpoint: String(index + 1) }));
  }
  store.close();
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

const eventsOf = (store: EventStore): { kind: string; salvagedRows: number }[] =>
  store
    .pending('oldest-first', 10_000, NO_SEQS)
    .filter(({ lane }) => lane === 'event')
    .map(({ payload }) => JSON.parse(payload) as { kind: string; salvagedRows: number });

const PAGE = 1024;
/** Of a card: four pages, the first and three with rows or the tables' names. */
const BLOCK = 4096;
const TABLE_LEAF = 0x0d;

/** Where the middle one of the pages with rows begins. */
function middlePage(file: string): number {
  const bytes = readFileSync(file);
  const leaves: number[] = [];
  for (let at = 10 * PAGE; at < bytes.length; at += PAGE) if (bytes[at] === TABLE_LEAF) leaves.push(at);
  return leaves[leaves.length >> 1] ?? 0;
}

/** What happens to the database, and the least number of windows that can still be read of it. */
const DAMAGES: readonly (readonly [string, (file: string) => void, number])[] = [
  ['the header is garbage', (file) => overwrite(file, 0, Buffer.alloc(100, 0x5a)), COMMITS],
  ['the whole first page is garbage', (file) => overwrite(file, 0, Buffer.alloc(PAGE, 0x5a)), COMMITS],
  ['the first block is garbage', (file) => overwrite(file, 0, Buffer.alloc(BLOCK, 0x5a)), COMMITS - 20],
  ['the file is cut in the middle', (file) => truncateSync(file, middlePage(file) + 100), COMMITS / 3],
  ['the file is empty', (file) => truncateSync(file, 0), 0],
  ['the file is gone', (file) => rmSync(file), 0],
  ['one page is bad', (file) => overwrite(file, middlePage(file), Buffer.alloc(PAGE, 0xff)), COMMITS - 20],
  ['it belongs to another program', (file) => overwrite(file, 68, Buffer.from([1, 2, 3, 4])), 0],
];

test.each(DAMAGES)(
  'when %s, a new store starts with what can be saved and numbers go on (F6)',
  async (_what, damage, saved) => {
    const directory = tempDir();
    await filled(directory);
    const file = join(directory, 'lintel.db');
    damage(file);
    const existed = existsSync(file) && statSync(file).size > 0;
    const store = await open(directory);
    expect(store.status().writable).toBe(true);
    expect(store.rows(...FOREVER).length).toBeGreaterThanOrEqual(saved);
    expect(store.status().newestSeq).toBeGreaterThan(COMMITS);
    store.commit(sampleCommit(COMMITS + 5));
    const [newest] = store.pending('newest-first', 1, NO_SEQS);
    expect(newest?.seq).toBeGreaterThan(COMMITS);
    expect(eventsOf(store).map(({ kind }) => kind)).toEqual(['StorageReset']);
    expect(eventsOf(store)[0]?.salvagedRows).toBe(store.rows(...FOREVER).length - 1);
    const copies = readdirSync(directory).filter((name) => /^corrupt-\d+\.db$/.test(name));
    expect(copies).toHaveLength(existed ? 1 : 0);
    store.close();
  },
);

test('of several damaged databases one copy is kept (F6)', async () => {
  const directory = tempDir();
  await filled(directory, 50);
  for (let round = 0; round < 3; round += 1) {
    overwrite(join(directory, 'lintel.db'), 100, Buffer.alloc(2000, 0xff));
    const store = await open(directory);
    store.commit(sampleCommit(100 + round));
    store.close();
  }
  expect(
    readdirSync(directory).filter((name) => name.endsWith('.db') && name.startsWith('corrupt-')),
  ).toHaveLength(1);
});

test('every number that is missing after a reset is in the list of gaps (F6)', async () => {
  const directory = tempDir();
  await filled(directory);
  const file = join(directory, 'lintel.db');
  truncateSync(file, middlePage(file));
  const store = await open(directory);
  const present = new Set(store.pending('oldest-first', 10_000, NO_SEQS).map(({ seq }) => seq));
  const missing = new Set<number>();
  for (const { fromSeq, toSeq, reason } of store.gaps()) {
    expect(reason).toBe('reset');
    for (let seq = fromSeq; seq <= toSeq; seq += 1) missing.add(seq);
  }
  for (let seq = 1; seq <= store.status().newestSeq; seq += 1) {
    expect([seq, present.has(seq) !== missing.has(seq)]).toEqual([seq, true]);
  }
  store.close();
});

test('a row with a flipped bit is refused, reported and never sent (F7)', async () => {
  const directory = tempDir();
  await filled(directory, 20);
  const raw = new Sqlite(join(directory, 'lintel.db'));
  const payload = raw.prepare('SELECT payload FROM record WHERE seq = 7').pluck().get() as Buffer;
  payload.writeUInt8(payload.readUInt8(40) ^ 4, 40);
  raw.prepare('UPDATE record SET payload = ? WHERE seq = 7').run(payload);
  raw.close();
  const store = await open(directory);
  const rows = store.pending('oldest-first', 100, NO_SEQS);
  expect(rows.map(({ seq }) => seq)).not.toContain(7);
  expect(rows).toHaveLength(19);
  expect(minutes(store)).not.toContain(6);
  expect(store.status()).toMatchObject({ damagedRows: 1 });
  expect(store.gaps()).toContainEqual({ fromSeq: 7, toSeq: 7, reason: 'damaged', rows: 1 });
  expect(eventsOf(store).map(({ kind }) => kind)).toEqual(['rows_damaged']);
  store.close();
});

test('a damaged row that was sent long ago is found in passing (F7)', async () => {
  const directory = tempDir();
  const first = await open(directory, 'boot-a');
  for (let index = 0; index < 20; index += 1) first.commit(sampleCommit(index));
  first.acknowledge(Array.from({ length: 20 }, (_, index) => index + 1));
  first.close();
  const raw = new Sqlite(join(directory, 'lintel.db'));
  raw.prepare('UPDATE record SET wall = wall + 1 WHERE seq = 3').run();
  raw.close();
  const store = await open(directory);
  store.commit(sampleCommit(20));
  expect(store.status().damagedRows).toBe(1);
  expect(eventsOf(store)).toHaveLength(1);
  store.close();
});

test('a database from a newer release is moved aside untouched (F8)', async () => {
  const directory = tempDir();
  await filled(directory, 20);
  const file = join(directory, 'lintel.db');
  const raw = new Sqlite(file);
  raw.pragma('user_version=999');
  raw.close();
  const before = readFileSync(file);
  const store = await open(directory);
  store.commit(sampleCommit(20));
  expect(eventsOf(store).map(({ kind }) => kind)).toEqual(['StorageReset']);
  store.close();
  const [aside] = readdirSync(directory).filter((name) => name.startsWith('newer-'));
  expect(readFileSync(join(directory, aside ?? '')).equals(before)).toBe(true);
});

test('a lost or garbled floor of numbers costs numbers, not their order', async () => {
  for (const damage of [(file: string) => rmSync(file), (file: string) => writeFileSync(file, '12 99')]) {
    const directory = tempDir();
    await filled(directory, 20);
    damage(join(directory, 'seq-floor'));
    const store = await open(directory);
    store.commit(sampleCommit(20));
    expect(store.pending('newest-first', 1, NO_SEQS)[0]?.seq).toBeGreaterThan(20);
    expect(minutes(store)).toHaveLength(21);
    store.close();
  }
});

test('three boots at the same wall time neither overwrite nor reorder each other (F16)', async () => {
  const directory = tempDir();
  for (const boot of ['boot-a', 'boot-b', 'boot-c']) {
    const store = await open(directory, boot);
    for (let index = 0; index < 3; index += 1) {
      store.commit(sampleCommit(index, { timeQuality: 'unsynced' }));
    }
    store.close();
  }
  const store = await open(directory, 'boot-d');
  const rows = store.pending('oldest-first', 100, NO_SEQS).filter(({ lane }) => lane === 'count');
  expect(rows.map(({ bootId }) => bootId.at(-1)).join('')).toBe('aaabbbccc');
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted((a, b) => a - b));
  expect(minutes(store)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  store.close();
});

test('rows of boots that never knew the time stay as they are when a later boot learns it (F17)', async () => {
  const directory = tempDir();
  for (const boot of ['boot-a', 'boot-b']) {
    const store = await open(directory, boot);
    for (let index = 0; index < 3; index += 1) {
      store.commit(sampleCommit(index, { timeQuality: 'unsynced' }));
    }
    if (boot === 'boot-b') expect(store.restamp(1_000_000, 100)).toBe(0);
    store.close();
  }
  const store = await open(directory, 'boot-c');
  const rows = store.pending('oldest-first', 100, NO_SEQS).filter(({ lane }) => lane === 'count');
  expect(rows.map(({ timeQuality }) => timeQuality)).toEqual([
    ...Array<string>(3).fill('unsynced'),
    ...Array<string>(3).fill('synced'),
  ]);
  expect(rows.slice(3).map(({ window }) => window.start)).toEqual(
    [0, 1, 2].map((i) => START + i * 60_000 + 1_000_000),
  );
  store.close();
});

test.each([0, 2 ** 31 * 1000, 8_640_000_000_000_000, -60_000])(
  'a clock that says %d is stored and given back (F20)',
  async (wall) => {
    const store = await open(tempDir());
    const wallMs = wall as EpochMs;
    const window = sampleRow(0, { start: wallMs, payload: '{}' });
    store.commit(sampleCommit(0, { rows: [window], wallMs, checkpointAt: wallMs }));
    expect(store.pending('oldest-first', 10, NO_SEQS)[0]).toMatchObject({
      wallMs,
      window: { start: wallMs },
    });
    expect(store.checkpoint()?.at).toBe(wallMs);
    store.close();
  },
);

test('a copy of the folder taken while the store runs opens elsewhere', async () => {
  const [directory, elsewhere] = [tempDir(), tempDir()];
  const store = await open(directory);
  store.commit(sampleCommit(0));
  mkdirSync(elsewhere, { recursive: true });
  for (const name of readdirSync(directory)) copyFileSync(join(directory, name), join(elsewhere, name));
  const copy = await open(elsewhere);
  expect(minutes(copy)).toEqual([0]);
  copy.close();
  store.close();
});
