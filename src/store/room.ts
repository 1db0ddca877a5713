import type { Database } from './database.ts';
import { pragmaNumber } from './database.ts';
import { addGap } from './gap-list.ts';
import type { Ledger } from './ledger.ts';

/** Rows that go at once when the ring is full of rows that cannot be made coarser. */
const DROP_ROWS = 8;
/** Most steps in one transaction: a ring that was made much smaller by its settings shrinks over several commits. */
const MAX_STEPS = 64;

/** Makes older windows longer; false when there is nothing left to merge. */
export type Coarsen = (ledger: Ledger) => boolean;

/** Frees pages for what is about to be written, in the caller's transaction: coarser first, then without the oldest. */
export function makeRoom(
  database: Database,
  ledger: Ledger,
  coarsen: Coarsen,
  pages: { readonly needed: number; readonly limit: number },
): void {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const used = pragmaNumber(database, 'page_count') - pragmaNumber(database, 'freelist_count');
    if (used + pages.needed <= pages.limit) return;
    if (!coarsen(ledger) && !dropFrom(database, ledger, 'record', DROP_ROWS)) return;
  }
}

/** Drops the oldest rows of a table; only those that the cloud lacks are a loss. */
export function dropFrom(
  database: Database,
  ledger: Ledger,
  table: 'record' | 'event',
  rows: number,
): boolean {
  const seqs = database
    .prepare<[number], number>(`SELECT seq FROM ${table} ORDER BY seq LIMIT ?`)
    .pluck()
    .all(rows);
  const last = seqs.at(-1);
  if (last === undefined) return false;
  database.prepare(`DELETE FROM ${table} WHERE seq <= ?`).run(last);
  for (const seq of seqs) {
    if (!ledger.unsent.delete(seq)) continue;
    ledger.dropped += 1;
    addGap(database, { fromSeq: seq, toSeq: seq, reason: 'dropped', rows: 1 });
  }
  return true;
}
