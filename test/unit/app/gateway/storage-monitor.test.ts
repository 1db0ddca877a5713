import { expect, test } from 'vitest';
import { StorageMonitor } from '../../../../src/app/gateway/storage-monitor.ts';
import type { StoreStatus } from '../../../../src/ports/event-store.ts';
import { openMemoryStore } from '../../../support/storage/memory-store.ts';

const HOUR_MS = 3_600_000;
const BUDGET = { bytesPerDay: 60e6, syncsPerDay: 3_000 };

function status(
  more: Partial<StoreStatus> & { readonly bytes?: number; readonly syncs?: number },
): StoreStatus {
  const { bytes = 0, syncs = 0, ...rest } = more;
  const quiet = openMemoryStore({ bootId: 'b', maxBytes: 1e6 }).status();
  return { ...quiet, ...rest, written: { bytes, syncs, commits: 100 } };
}

const kinds = (events: readonly unknown[]): string[] =>
  events.map((event) => (event as { kind: string }).kind);

test('reports an exceeded budget once a day, without the writes of other days', () => {
  const watch = new StorageMonitor(BUDGET);
  expect(watch.check(status({}), 0)).toEqual([]);
  expect(watch.check(status({ bytes: 50e6, syncs: 1_500 }), 20 * HOUR_MS)).toEqual([]);
  expect(watch.check(status({ bytes: 100e6, syncs: 2_900 }), 25 * HOUR_MS)).toEqual([]);
  expect(watch.check(status({ bytes: 161e6, syncs: 3_000 }), 26 * HOUR_MS)).toEqual([
    { kind: 'WriteBudgetExceeded', bytes: 61e6, syncs: 100 },
  ]);
  expect(watch.check(status({ bytes: 200e6, syncs: 7_000 }), 27 * HOUR_MS)).toEqual([]);
  expect(kinds(watch.check(status({ bytes: 300e6, syncs: 11_000 }), 60 * HOUR_MS))).toEqual([]);
});

test('a disk that keeps everything waiting for seconds raises an alarm (F10)', () => {
  const watch = new StorageMonitor(BUDGET);
  watch.check(status({ slowestCommitMs: 40 }), 0);
  expect(watch.check(status({ slowestCommitMs: 5_000 }), HOUR_MS)).toEqual([
    { kind: 'DiskSlow', slowestMs: 5_000 },
  ]);
  expect(watch.check(status({ slowestCommitMs: 5_000 }), 30 * HOUR_MS)).toEqual([]);
});

test('reports dropped rows, a disk that refuses writes, and its recovery', () => {
  const watch = new StorageMonitor(BUDGET);
  watch.check(status({}), 0);
  expect(watch.check(status({ droppedRows: 8 }), HOUR_MS)).toEqual([
    { kind: 'RowsDropped', rows: 8, total: 8 },
  ]);
  const failing = status({ droppedRows: 16, writable: false, detail: 'no room' });
  expect(watch.check(failing, 2 * HOUR_MS)).toEqual([{ kind: 'StorageFailing', detail: 'no room' }]);
  expect(kinds(watch.check(status({ droppedRows: 16 }), 3 * HOUR_MS))).toEqual(['StorageRecovered']);
});
