import { expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { OutboxRecord } from '../../src/core/privacy/passed-row.ts';
import type { EventStore, WindowRecord } from '../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import {
  MINUTE_MS,
  NO_SEQS,
  noiseText,
  START,
  STILL_CLOCK,
  sampleCommit,
  sampleRow,
} from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

const FOREVER = [0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs] as const;
const MAX_BYTES = 4 * 1024 * 1024;
const DAY = 1440;

interface Content {
  readonly entries: number;
  readonly noise: string;
}

const read = (text: string): Content => JSON.parse(text) as Content;

/** Sums are exact; the rest stands for what merged windows carry beside them. */
function mergeRows(windows: readonly string[]): string {
  const entries = windows.reduce((sum, window) => sum + read(window).entries, 0);
  return JSON.stringify({ entries, noise: noiseText(windows.join(), 900) });
}

function minuteWindow(index: number): OutboxRecord {
  const payload = JSON.stringify({ entries: index % 7, noise: noiseText(`minute ${index}`, 600) });
  return sampleRow(index, { payload });
}

/** Ten minutes a commit, since a test does not have a month. */
function fill(store: EventStore, from: number, to: number): void {
  for (let index = from; index < to; index += 10) {
    const windows = Array.from({ length: 10 }, (_, offset) => minuteWindow(index + offset));
    store.commit(
      sampleCommit(index + 9, { rows: windows, wallMs: (START + (index + 10) * MINUTE_MS) as EpochMs }),
    );
  }
}

const open = (directory: string): Promise<EventStore> =>
  openSqliteEventStore({
    directory,
    maxBytes: MAX_BYTES,
    bootId: 'boot-a',
    clock: STILL_CLOCK,
    mergeRows,
  });

const entriesOf = (windows: readonly WindowRecord[]): number =>
  windows.reduce((sum, { payload }) => sum + read(payload).entries, 0);

const entriesUpTo = (minutes: number): number =>
  Array.from({ length: minutes }, (_, index) => index % 7).reduce((sum, entries) => sum + entries, 0);

/** Every minute is in exactly one window. */
function expectUnbroken(windows: readonly WindowRecord[], minutes: number): void {
  let until = START as number;
  for (const { start, durationMs } of windows) {
    expect(start).toBe(until);
    until = start + durationMs;
  }
  expect(until).toBe(START + minutes * MINUTE_MS);
}

test('a ring that overflows makes old windows longer, loses no count and stays within its size (F5)', async () => {
  const directory = tempDir();
  const store = await open(directory);
  const minutes = 4 * DAY;
  fill(store, 0, minutes);
  const { sizeBytes, droppedRows, coarsenedRows, outboxRows } = store.status();
  expect(sizeBytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(droppedRows).toBe(0);
  expect(coarsenedRows).toBeGreaterThan(0);
  const windows = store.rows(...FOREVER);
  expect(entriesOf(windows)).toBe(entriesUpTo(minutes));
  expectUnbroken(windows, minutes);
  const lengths = windows.map(({ durationMs }) => durationMs / MINUTE_MS);
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  expect(new Set(lengths)).toEqual(new Set([60, 15, 1]));
  // Nothing was sent: all that is in the ring is to be sent, and the rest is in the list of gaps.
  expect(outboxRows).toBe(windows.length);
  const merged = store.gaps().filter(({ reason }) => reason === 'coarsened');
  expect(merged.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBe(coarsenedRows);
  const pending = store.pending('oldest-first', 100_000, NO_SEQS);
  expect(entriesOf(pending.map(({ window, payload }) => ({ ...window, payload })))).toBe(
    entriesUpTo(minutes),
  );
  store.close();
  const again = await open(directory);
  expect(entriesOf(again.rows(...FOREVER))).toBe(entriesUpTo(minutes));
  again.close();
});

test('what the cloud has already is made longer in the ring and not sent again', async () => {
  const store = await open(tempDir());
  for (let day = 0; day < 3; day += 1) {
    fill(store, day * DAY, (day + 1) * DAY);
    store.acknowledge(store.pending('oldest-first', 10_000, NO_SEQS).map(({ seq }) => seq));
  }
  expect(store.status().coarsenedRows).toBeGreaterThan(0);
  expect(store.status().outboxRows).toBe(0);
  expect(entriesOf(store.rows(...FOREVER))).toBe(entriesUpTo(3 * DAY));
  store.close();
});

test('minutes that come after their hour was merged are added to it', async () => {
  const store = await open(tempDir());
  fill(store, 20, 3 * DAY);
  expect(store.rows(...FOREVER)[0]?.durationMs).toBe(60 * MINUTE_MS);
  fill(store, 0, 20);
  fill(store, 3 * DAY, 4 * DAY);
  const windows = store.rows(...FOREVER);
  // They came in two commits: whether they were added to it at once or one after the other is the ring's affair.
  expect(windows[0]).toMatchObject({ start: START, durationMs: 60 * MINUTE_MS });
  expect(windows[0]?.revision).toBeGreaterThan(1);
  expectUnbroken(windows, 4 * DAY);
  expect(entriesOf(windows)).toBe(entriesUpTo(4 * DAY));
  store.close();
});

test('does not add a 15-minute window to the minutes that it repeats', async () => {
  const store = await open(tempDir());
  const quarterOf = (index: number): OutboxRecord => {
    const minutes = Array.from({ length: 15 }, (_, offset) => minuteWindow(index + offset));
    const noise = noiseText(`quarter ${index}`, 600);
    const payload = JSON.stringify({ entries: entriesOf(minutes), noise });
    return sampleRow(index, { durationMs: 15 * MINUTE_MS, payload });
  };
  for (let index = 0; index < 4 * DAY; index += 15) {
    const minutes = Array.from({ length: 15 }, (_, offset) => minuteWindow(index + offset));
    const wallMs = (START + (index + 15) * MINUTE_MS) as EpochMs;
    store.commit(sampleCommit(index + 14, { rows: [...minutes, quarterOf(index)], wallMs }));
  }
  const windows = store.rows(...FOREVER);
  expect(new Set(windows.map(({ durationMs }) => durationMs / MINUTE_MS))).toEqual(new Set([60, 15, 1]));
  expect(entriesOf(windows.filter(({ durationMs }) => durationMs > MINUTE_MS))).toBe(entriesUpTo(4 * DAY));
  store.close();
});

test('drops and reports windows that cannot be merged, and continues', async () => {
  const failing = (): string => {
    throw new TypeError('a window of another release');
  };
  const options = { directory: tempDir(), maxBytes: MAX_BYTES, bootId: 'boot-a', clock: STILL_CLOCK };
  const store = await openSqliteEventStore({ ...options, mergeRows: failing });
  fill(store, 0, 3 * DAY);
  expect(store.rows(...FOREVER).at(-1)?.start).toBe(START + (3 * DAY - 1) * MINUTE_MS);
  const damaged = store.gaps().filter(({ reason }) => reason === 'damaged');
  expect(damaged.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBe(store.status().damagedRows);
  expect(store.status().damagedRows).toBeGreaterThan(0);
  store.close();
});

test('boots that never knew the time are not merged into one another', async () => {
  const directory = tempDir();
  for (const bootId of ['boot-a', 'boot-b']) {
    const options = { directory, maxBytes: MAX_BYTES, clock: STILL_CLOCK, mergeRows };
    const store = await openSqliteEventStore({ ...options, bootId });
    for (let index = 0; index < 2 * DAY; index += 10) {
      const windows = Array.from({ length: 10 }, (_, offset) => minuteWindow(index + offset));
      store.commit(sampleCommit(index + 9, { rows: windows, timeQuality: 'unsynced' }));
    }
    store.close();
  }
  const store = await open(directory);
  const rows = store.pending('oldest-first', 100_000, NO_SEQS);
  for (const boot of ['boot-a', 'boot-b']) {
    const own = rows.filter(({ bootId, lane }) => bootId === boot && lane === 'count');
    expect(entriesOf(own.map(({ window, payload }) => ({ ...window, payload })))).toBe(entriesUpTo(2 * DAY));
  }
  store.close();
});

test.each([20_000, 200_000])(
  'a full ring goes on when merged windows of %d bytes are larger than what they leave, and counts what had to go (F5)',
  async (bytes) => {
    const swell = (windows: readonly string[]): string => {
      const { entries } = read(mergeRows(windows));
      return JSON.stringify({ entries, noise: noiseText(windows.join(), bytes) });
    };
    const options = { directory: tempDir(), maxBytes: MAX_BYTES, bootId: 'boot-a', clock: STILL_CLOCK };
    const store = await openSqliteEventStore({ ...options, mergeRows: swell });
    const minutes = 3 * DAY;
    fill(store, 0, minutes);
    const { sizeBytes, droppedRows, outboxRows, detail } = store.status();
    expect(detail).toBe('');
    expect(sizeBytes).toBeLessThanOrEqual(MAX_BYTES);
    const windows = store.rows(...FOREVER);
    expect(windows.at(-1)?.start).toBe(START + (minutes - 1) * MINUTE_MS);
    // Where there is no room for a merged window the oldest rows go instead.
    if (bytes > 100_000) expect(droppedRows).toBeGreaterThan(0);
    else expect(droppedRows).toBe(0);
    expect(outboxRows).toBe(windows.length);
    const gone = store.gaps().filter(({ reason }) => reason === 'dropped');
    expect(gone.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBe(droppedRows);
    store.close();
  },
);
