import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';
import type { StorageWriter } from './storage-writer.ts';

/** Rows that go at once when the ring is full of rows that cannot be made coarser. */
const DROP_ROWS = 8;
/** Freed beside what is needed, for the commits to come: each that frees something writes the same pages once more. */
const SPARE_BYTES = 96 * 1024;
/** Most steps in one transaction: a ring that was made much smaller by its settings shrinks over several commits. */
const MAX_STEPS = 64;

const DAY_MS = 24 * 3_600_000;
/** What the device's own pages show in any case, as long as rows can be merged or dropped instead. */
const OWN_DETAIL_MS = 7 * DAY_MS;

/** Makes older rows longer; false when there is nothing left to merge. */
export type Coarsen = (ledger: StorageState) => boolean;

/**
 * Frees pages for what is about to be written, in the caller's transaction. First go the device's own windows of more
 * than a week ago, then rows become coarser. Then go windows of more than a day ago, and last the oldest rows.
 */
export function evictRows(
  { pages, rows }: StorageWriter,
  ledger: StorageState,
  coarsen: Coarsen,
  room: { readonly needed: number; readonly limit: number },
): void {
  if (pages.used + room.needed <= room.limit) return;
  const spare = Math.ceil(SPARE_BYTES / pages.bytes);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (pages.used + room.needed + spare <= room.limit) return;
    const isFreed =
      rows.windows.removeOlder(OWN_DETAIL_MS, DROP_ROWS) ||
      coarsen(ledger) ||
      rows.windows.removeOlder(DAY_MS, DROP_ROWS) ||
      dropOldest(rows, ledger, 'record', DROP_ROWS) ||
      rows.windows.removeOlder(0, DROP_ROWS);
    if (!isFreed) return;
  }
}

/** Drops the oldest rows of a table; only those that the cloud lacks are a loss. */
export function dropOldest(
  rows: RowStatements,
  ledger: StorageState,
  table: 'record' | 'event',
  count: number,
): boolean {
  const seqs = rows.oldest(table, count);
  for (const seq of seqs) rows.remove(seq);
  const lost = seqs.filter((seq) => ledger.unsent.delete(seq));
  ledger.dropped += lost.length;
  rows.gaps.addEach(lost, 'dropped');
  return seqs.length > 0;
}
