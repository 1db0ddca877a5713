import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { PACKING_WORDS } from '../../../src/storage/rows/packing-words.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../src/storage/schema.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { MINUTE_MS, START, STILL_CLOCK, sampleCommit } from '../../support/storage/storage-samples.ts';
import { tempDir } from '../../support/temp-dir.ts';

const FOREVER = [0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs] as const;
const WINDOWS = 1_200;

interface Place {
  readonly seq: number;
  readonly start: number;
  readonly revision: number;
}

/** Windows one after the other, one of them counted again later, one out of turn, two of a boot without a clock. */
const PLACES: readonly Place[] = [
  ...Array.from({ length: WINDOWS }, (_, i) => ({ seq: i + 1, start: START + i * MINUTE_MS, revision: 1 })),
  { seq: WINDOWS + 1, start: START + 5 * MINUTE_MS, revision: 2 },
  { seq: WINDOWS + 2, start: START - 7 * MINUTE_MS, revision: 1 },
  { seq: WINDOWS + 3, start: 0, revision: 1 },
  { seq: WINDOWS + 4, start: MINUTE_MS, revision: 1 },
];
const textOf = ({ seq }: Place): string => JSON.stringify({ window: seq, more: 'x'.repeat(200) });

/** A database as the release before made it: its page size, its checksums, its packing, no word of today's code. */
function makeEarlier(directory: string, damaged: number): void {
  const database = new Sqlite(join(directory, 'lintel.db'));
  for (const pragma of ['page_size=4096', 'auto_vacuum=INCREMENTAL', 'journal_mode=WAL'])
    database.pragma(pragma);
  for (const step of MIGRATIONS.slice(0, 3)) database.exec(step);
  for (const pragma of [`application_id=${APPLICATION_ID}`, 'user_version=3']) database.pragma(pragma);
  const insert = database.prepare(
    `INSERT INTO window (seq, start, duration, revision, boot, mono, wall, quality, payload, crc)
     VALUES (?, ?, ${MINUTE_MS}, ?, 'boot-a', 0, ?, 0, ?, ?)`,
  );
  database.transaction(() => {
    for (const place of PLACES) {
      const { seq, start, revision } = place;
      const payload = deflateRawSync(textOf(place));
      const crc = crc32(payload, crc32(`${seq} ${start} ${MINUTE_MS} ${revision} boot-a 0 ${start} 0 `));
      insert.run(seq, start, revision, start, payload, seq === damaged ? crc ^ 1 : crc);
    }
  })();
  database.close();
}

const open = (directory: string, maxBytes = 8 * 1024 * 1024): Promise<EventStore> =>
  openSqliteEventStore({ directory, maxBytes, bootId: 'boot-b', clock: STILL_CLOCK });

const windowsOf = (store: EventStore): readonly (readonly [number, string])[] =>
  store.windows(...FOREVER).map(({ start, payload }) => [start, payload] as const);

/** What a reader must find: by time, each stretch once, the damaged one not. */
const expected = (damaged: number) =>
  PLACES.filter(({ seq }) => seq !== 6 && seq !== damaged)
    .sort((a, b) => a.start - b.start)
    .map((place) => [place.start, textOf(place)] as const);

test('windows that an earlier release numbered one after the other are all found by their time', async () => {
  const directory = tempDir();
  makeEarlier(directory, 100);
  for (let start = 0; start < 2; start += 1) {
    const store = await open(directory);
    expect(windowsOf(store)).toEqual(expected(100));
    store.close();
  }
});

test('renumbering goes on where a power cut ended it', async () => {
  const directory = tempDir();
  makeEarlier(directory, 100);
  const database = new Sqlite(join(directory, 'lintel.db'));
  database.exec(
    `CREATE TRIGGER cut BEFORE DELETE ON window WHEN old.seq = 700 BEGIN SELECT raise(ABORT, 'cut'); END`,
  );
  database.close();
  await expect(open(directory)).rejects.toThrow('SQLITE_CONSTRAINT_TRIGGER');
  const again = new Sqlite(join(directory, 'lintel.db'));
  expect(again.prepare('SELECT count(*) FROM window WHERE seq <= 1204').pluck().get()).toBeLessThan(1_204);
  again.exec('DROP TRIGGER cut');
  again.close();
  const store = await open(directory);
  expect(windowsOf(store)).toEqual(expected(100));
  store.close();
});

test('a full database of an earlier release is renumbered within its size', async () => {
  const directory = tempDir();
  makeEarlier(directory, -1);
  const store = await open(directory, 4 * 1024 * 1024);
  for (let index = WINDOWS; index < WINDOWS + 20; index += 1) store.commit(sampleCommit(index));
  expect(store.rows(...FOREVER)).toHaveLength(20);
  expect(store.status().sizeBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  store.close();
});

test('the words that stored rows were packed with never change', () => {
  const sums = Object.entries(PACKING_WORDS).map(([number, words]) => [Number(number), crc32(words)]);
  expect(sums).toEqual([[1, 827_669_486]]);
});
