import type { SeqGap } from '../ports/event-store.ts';
import type { Database, Statement } from './database.ts';

/** Largest number of gaps in the list. Above it, the oldest gaps are joined. */
const MAX_GAPS = 1000;

interface GapRow {
  readonly from_seq: number;
  readonly to_seq: number;
  readonly reason: SeqGap['reason'];
  readonly lost: number | null;
}

/** The list of sequence numbers that the cloud will never get. */
export class SequenceGaps {
  readonly #before: Statement<[number], GapRow>;
  readonly #insert: Statement<[number, number, string, number | null]>;
  readonly #extend: Statement<[number, number | null, number]>;
  readonly #remove: Statement<[number]>;
  readonly #all: Statement<[], GapRow>;
  #count: number;

  constructor(database: Database) {
    this.#before = database.prepare('SELECT * FROM gap WHERE from_seq <= ? ORDER BY from_seq DESC LIMIT 1');
    this.#insert = database.prepare(
      'INSERT OR REPLACE INTO gap (from_seq, to_seq, reason, lost) VALUES (?, ?, ?, ?)',
    );
    this.#extend = database.prepare('UPDATE gap SET to_seq = ?, lost = ? WHERE from_seq = ?');
    this.#remove = database.prepare('DELETE FROM gap WHERE from_seq = ?');
    this.#all = database.prepare('SELECT * FROM gap ORDER BY from_seq');
    this.#count = this.#all.all().length;
  }

  list(): SeqGap[] {
    return this.#all.all().map((row) => ({
      fromSeq: row.from_seq,
      toSeq: row.to_seq,
      reason: row.reason,
      rows: row.lost,
    }));
  }

  /** Adds a gap. If it touches the gap before it and has the same reason, extends that gap instead. */
  add({ fromSeq, toSeq, reason, rows }: SeqGap): void {
    const before = this.#before.get(fromSeq);
    if (before !== undefined && before.reason === reason && before.to_seq + 1 >= fromSeq) {
      this.#lengthen(before, Math.max(before.to_seq, toSeq), rows);
      return;
    }
    this.#insert.run(fromSeq, toSeq, reason, rows);
    this.#count += 1;
    if (this.#count > MAX_GAPS) this.#joinOldest();
  }

  /** Adds the numbers as gaps: consecutive numbers become one gap. */
  addEach(seqs: readonly number[], reason: SeqGap['reason']): void {
    const ordered = seqs.toSorted((a, b) => a - b);
    let first = 0;
    for (const [index, seq] of ordered.entries()) {
      if (ordered[index + 1] === seq + 1) continue;
      this.add({ fromSeq: ordered[first] ?? seq, toSeq: seq, reason, rows: index + 1 - first });
      first = index + 1;
    }
  }

  #lengthen(gap: GapRow, toSeq: number, rows: number | null): void {
    const lost = gap.lost === null || rows === null ? null : gap.lost + rows;
    this.#extend.run(toSeq, lost, gap.from_seq);
  }

  /** Joins the two oldest gaps with the same reason into one. It then also covers the numbers between them. */
  #joinOldest(): void {
    const rows = this.#all.all();
    this.#count = rows.length;
    const at = rows.findIndex((row, index) => row.reason === rows[index + 1]?.reason);
    const [first, second] = [rows[at], rows[at + 1]];
    if (first === undefined || second === undefined) return;
    this.#remove.run(second.from_seq);
    this.#count -= 1;
    this.#lengthen(first, second.to_seq, second.lost);
  }
}
