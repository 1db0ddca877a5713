import { GroupTable } from './group-table.ts';
import { rowLists } from './row-lists.ts';
import { parseRowTime, rowTime } from './row-time.ts';
import type { CountRow } from './rows.ts';

/** The time that a longer row stands for, and its revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

/** Count rows → one longer row with the sum of their amounts. Oldest first; the newest definition names the row. */
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

const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z"/g;
const DAY = /"day":"(\d{4}-\d\d-\d\d)"/;

/** A row's text with every time in it moved: for rows that were stamped while the clock was wrong. */
export function shiftRowText(text: string, deltaMs: number): string {
  const moved = (ms: number) => rowTime(ms + deltaMs);
  return text
    .replace(TIME, (_match, time: string) => `"${moved(parseRowTime(`${time}Z`))}"`)
    .replace(DAY, (_match, day: string) => `"day":"${moved(parseRowTime(`${day}T12:00:00Z`)).slice(0, 10)}"`);
}
