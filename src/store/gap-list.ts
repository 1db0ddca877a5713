import type { SeqGap } from '../ports/store.ts';
import type { Database } from './database.ts';

/** Beyond this many the oldest are joined, so that the list stays small whatever happens. */
const MAX_GAPS = 1000;

interface GapRow {
  readonly from_seq: number;
  readonly to_seq: number;
  readonly reason: SeqGap['reason'];
  readonly lost: number | null;
}

export function listGaps(database: Database): SeqGap[] {
  const rows = database.prepare<[], GapRow>('SELECT * FROM gap ORDER BY from_seq').all();
  return rows.map((row) => ({
    fromSeq: row.from_seq,
    toSeq: row.to_seq,
    reason: row.reason,
    rows: row.lost,
  }));
}

/** Notes it; one that touches the gap before it, for the same reason, makes that one longer. */
export function addGap(database: Database, { fromSeq, toSeq, reason, rows }: SeqGap): void {
  const before = database
    .prepare<[number], GapRow>('SELECT * FROM gap WHERE from_seq <= ? ORDER BY from_seq DESC LIMIT 1')
    .get(fromSeq);
  if (before !== undefined && before.reason === reason && before.to_seq + 1 >= fromSeq) {
    extend(database, before, Math.max(before.to_seq, toSeq), rows);
    return;
  }
  database
    .prepare('INSERT OR REPLACE INTO gap (from_seq, to_seq, reason, lost) VALUES (?, ?, ?, ?)')
    .run(fromSeq, toSeq, reason, rows);
  joinOldest(database);
}

function extend(database: Database, gap: GapRow, toSeq: number, rows: number | null): void {
  const lost = gap.lost === null || rows === null ? null : gap.lost + rows;
  database.prepare('UPDATE gap SET to_seq = ?, lost = ? WHERE from_seq = ?').run(toSeq, lost, gap.from_seq);
}

function joinOldest(database: Database): void {
  const count = Number(database.prepare('SELECT count(*) FROM gap').pluck().get());
  if (count <= MAX_GAPS) return;
  const rows = database.prepare<[], GapRow>('SELECT * FROM gap ORDER BY from_seq').all();
  const at = rows.findIndex((row, index) => row.reason === rows[index + 1]?.reason);
  const [first, second] = [rows[at], rows[at + 1]];
  if (first === undefined || second === undefined) return;
  database.prepare('DELETE FROM gap WHERE from_seq = ?').run(second.from_seq);
  extend(database, first, second.to_seq, second.lost);
}
