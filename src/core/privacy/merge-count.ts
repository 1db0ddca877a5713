import { parseRowTime, rowTime } from '../time/row-time.ts';
import { GroupTable } from './group-table.ts';
import { rowLists } from './row-lists.ts';
import type { CountRow } from './rows.ts';

/** The interval of a longer row, and the row's revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

/**
 * Merges count rows, oldest first, into one longer row with the sums of their amounts. It has the newest definition.
 */
export function mergeCountRows(
  rows: readonly CountRow[],
  { start, durationMs, revision }: RowSpan,
): CountRow {
  const table = new GroupTable();
  for (const { store, shopfront, doors = [], lines = [], feedback = [], from } of rows) {
    const single = (id: string, group: CountRow['store'] | CountRow['shopfront']) =>
      group === undefined ? [] : [{ id, ...group }];
    const singles = { store: single('store', store), shopfront: single('shopfront', shopfront) };
    table.add('count', { ...singles, doors, lines, feedback }, parseRowTime(from));
  }
  const period = { fromMs: start, toMs: start + durationMs, minimumCount: 1 };
  const head = { from: rowTime(start), seconds: Math.round(durationMs / 1_000), def: rows.at(-1)?.def ?? '' };
  return { ...head, rev: revision, ...rowLists('count', table, period) };
}
