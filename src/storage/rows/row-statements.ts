import type { Database, Statement } from '../database.ts';
import { SequenceGaps } from '../sequence-gaps.ts';
import type { StoredRow } from './row-codec.ts';
import { WindowStatements } from './window-statements.ts';

export type RowTable = 'record' | 'event' | 'window';

const PLACE = 'start, duration, revision, boot, mono, wall, quality, payload, crc';
const RECORD = `seq, lane, ${PLACE}`;
export const COLUMNS: Readonly<Record<RowTable, string>> = {
  record: RECORD,
  event: `seq, 'event' AS lane, wall AS start, 0 AS duration, 0 AS revision, boot, mono, wall, quality, payload, crc`,
  window: `seq, 'window' AS lane, ${PLACE}`,
};

/** Selects the rows of a table with numbers above the given one, in order. */
export function selectAfter(database: Database, table: RowTable): Statement<[number, number], StoredRow> {
  return database.prepare(`SELECT ${COLUMNS[table]} FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ?`);
}

export class RowStatements {
  readonly gaps: SequenceGaps;
  readonly windows: WindowStatements;
  readonly #insertRecord: Statement<[StoredRow]>;
  readonly #insertEvent: Statement<[StoredRow]>;
  readonly #record: Statement<[number], StoredRow>;
  readonly #event: Statement<[number], StoredRow>;
  readonly #removals: readonly Statement<[number]>[];
  readonly #between: Statement<[number, number, number], StoredRow>;
  readonly #after: Statement<[number, number], StoredRow>;
  readonly #nextDuration: Statement<[number], number | null>;
  readonly #first: Statement<[number], number | null>;
  readonly #last: Statement<[number], number | null>;
  readonly #newestWall: Statement<[], number>;
  readonly #seqs: Statement<[number, number, number, number], number>;
  readonly #parked: Statement<[number, number], number>;
  readonly #oldest: Readonly<Record<'record' | 'event', Statement<[number], number>>>;
  readonly #counts: Readonly<Record<'event' | 'parked', Statement<[], number>>>;

  constructor(database: Database) {
    const one = <P extends unknown[], R>(sql: string) =>
      database.prepare<P, R>(sql).pluck() as Statement<P, R>;
    this.gaps = new SequenceGaps(database);
    this.windows = new WindowStatements(database, COLUMNS.window);
    this.#insertRecord = database.prepare(
      `INSERT OR REPLACE INTO record (${RECORD})
       VALUES (:seq, :lane, :start, :duration, :revision, :boot, :mono, :wall, :quality, :payload, :crc)`,
    );
    this.#insertEvent = database.prepare(
      `INSERT OR REPLACE INTO event (seq, boot, mono, wall, quality, payload, crc)
       VALUES (:seq, :boot, :mono, :wall, :quality, :payload, :crc)`,
    );
    this.#record = database.prepare(`SELECT ${RECORD} FROM record WHERE seq = ?`);
    this.#event = database.prepare(`SELECT ${COLUMNS.event} FROM event WHERE seq = ?`);
    this.#removals = ['record', 'event'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE seq = ?`),
    );
    this.#between = database.prepare(
      `SELECT ${RECORD} FROM record
       WHERE lane = 'count' AND duration = ? AND start >= ? AND start < ? ORDER BY start, seq`,
    );
    this.#after = selectAfter(database, 'record');
    this.#nextDuration = one("SELECT min(duration) FROM record WHERE lane = 'count' AND duration > ?");
    this.#first = one("SELECT min(start) FROM record WHERE lane = 'count' AND duration = ?");
    this.#last = one("SELECT max(start) FROM record WHERE lane = 'count' AND duration = ?");
    this.#newestWall = one('SELECT wall FROM record ORDER BY seq DESC LIMIT 1');
    this.#seqs = one(
      `SELECT seq FROM record WHERE seq BETWEEN ? AND ?
       UNION ALL SELECT seq FROM event WHERE seq BETWEEN ? AND ? ORDER BY 1`,
    );
    this.#parked = one(
      `SELECT seq FROM parked WHERE seq BETWEEN ? AND ?
       AND (seq IN (SELECT seq FROM record) OR seq IN (SELECT seq FROM event)) ORDER BY seq`,
    );
    this.#oldest = {
      record: one("SELECT seq FROM record WHERE lane <> 'meaning' ORDER BY seq LIMIT ?"),
      event: one('SELECT seq FROM event ORDER BY seq LIMIT ?'),
    };
    this.#counts = {
      event: one('SELECT count(*) FROM event'),
      parked: one('SELECT count(*) FROM parked'),
    };
  }

  insert(row: StoredRow): void {
    if (row.lane === 'event') this.#insertEvent.run(row);
    else if (row.lane === 'window') this.windows.insert(row);
    else this.#insertRecord.run(row);
  }

  get(seq: number): StoredRow | undefined {
    return this.#record.get(seq) ?? this.#event.get(seq);
  }

  remove(seq: number): void {
    for (const removal of this.#removals) removal.run(seq);
  }

  /** Returns all revisions of the count row of one interval, oldest first. */
  revisions(duration: number, start: number): StoredRow[] {
    return this.#between.all(duration, start, start + 1);
  }

  /** Returns the count rows with this duration (ms) that start in [from, to). */
  between(duration: number, from: number, to: number): StoredRow[] {
    return this.#between.all(duration, from, to);
  }

  /** Returns up to `limit` rows with numbers above `seq`, in order of number. */
  after(seq: number, limit: number): StoredRow[] {
    return this.#after.all(seq, limit);
  }

  /** Returns the durations (ms) that occur among the stored count rows, shortest first. */
  durations(): number[] {
    const found: number[] = [];
    for (
      let next = this.#nextDuration.get(0);
      typeof next === 'number';
      next = this.#nextDuration.get(next)
    ) {
      found.push(next);
    }
    return found;
  }

  /** Returns when the first and the last count row of a duration start. */
  ends(duration: number): { readonly first: number; readonly last: number } | undefined {
    const [first, last] = [this.#first.get(duration), this.#last.get(duration)];
    return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined;
  }

  /** Returns the wall-clock time of the newest row; 0 when there is no row. */
  newestWall(): number {
    return this.#newestWall.get() ?? 0;
  }

  /** Returns the numbers of rows and events in [from, to], in order. */
  seqs(from: number, to: number): number[] {
    return this.#seqs.all(from, to, from, to);
  }

  oldest(table: 'record' | 'event', limit: number): number[] {
    return this.#oldest[table].all(limit);
  }

  /** Returns the numbers in [from, to] of parked rows: stored rows that the broker rejected. */
  parked(from: number, to: number): number[] {
    return this.#parked.all(from, to);
  }

  count(table: 'event' | 'parked'): number {
    return this.#counts[table].get() ?? 0;
  }
}
