import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';
import type { StorageWriter } from './storage-writer.ts';

/** Rows deleted per step, when storage is full and nothing can be downsampled any more. */
const DROP_ROWS = 8;
/**
 * Bytes freed in addition to those needed now. Each eviction rewrites the same few pages, so large and rare evictions
 * write less.
 */
const SPARE_BYTES = 96 * 1024;
/**
 * Largest number of steps per transaction. When the settings make storage much smaller, it shrinks over several
 * commits.
 */
const MAX_STEPS = 64;

const DAY_MS = 24 * 3_600_000;
/** Age in ms up to which console windows are kept, unless no other rows can be merged or deleted. */
const OWN_DETAIL_MS = 7 * DAY_MS;

/** Merges one group of older rows into a longer row. Returns false when nothing is left to merge. */
export type Coarsen = (ledger: StorageState) => boolean;

/**
 * Frees space for the rows of the caller's transaction. Deletes console windows older than 7 days first, then
 * downsamples rows. When neither frees space, it deletes console windows older than a day, then the oldest rows, then
 * newer console windows.
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

/** Deletes the oldest rows of a table. Records as gaps those that the cloud has not acknowledged. */
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
