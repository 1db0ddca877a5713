import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';
import type { StorageWriter } from './storage-writer.ts';

/** Rows dropped in one step when storage is full and no row can be downsampled further. */
const DROP_ROWS = 8;
/**
 * Extra bytes to free for later commits. Every eviction rewrites the same pages, so fewer and larger ones save writes.
 */
const SPARE_BYTES = 96 * 1024;
/** Most steps in one transaction. After a much smaller size in the settings, storage shrinks over several commits. */
const MAX_STEPS = 64;

const DAY_MS = 24 * 3_600_000;
/** Age, in ms, up to which console windows stay as long as storage can merge or drop other rows. */
const OWN_DETAIL_MS = 7 * DAY_MS;

/** Merges one group of older rows into a longer row. False when nothing is left to merge. */
export type Coarsen = (ledger: StorageState) => boolean;

/**
 * Frees pages for the rows of the caller's transaction, in this order: console windows older than 7 days,
 * downsampling, console windows older than a day, the oldest rows.
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

/** Drops the oldest rows of a table. Records a gap for those that the cloud has not acknowledged. */
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
