import type { Database } from './database.ts';
import type { StoredRow } from './row.ts';

/** The statements over windows and events, prepared once. */
export interface Rows {
  insert(row: StoredRow, lane: 'summary' | 'event'): void;
  get(seq: number): { readonly row: StoredRow; readonly lane: 'summary' | 'event' } | undefined;
  remove(seq: number): void;
  /** Rows of one window, oldest first. */
  revisions(duration: number, start: number): StoredRow[];
  durations(): number[];
  between(duration: number, from: number, to: number): StoredRow[];
  /** Starts of the first and the last window of a length. */
  ends(duration: number): { readonly first: number; readonly last: number } | undefined;
  /** Windows by number. */
  after(seq: number, limit: number): StoredRow[];
  count(table: 'event' | 'parked'): number;
  /** Numbers of both tables, in order. */
  seqs(from: number, to: number): number[];
}

const RECORD = 'seq, start, duration, revision, boot, mono, wall, quality, payload, crc';
const EVENT = 'seq, wall AS start, 0 AS duration, 0 AS revision, boot, mono, wall, quality, payload, crc';

export function prepareRows(database: Database): Rows {
  const insertRecord = database.prepare(
    `INSERT OR REPLACE INTO record (${RECORD})
     VALUES (:seq, :start, :duration, :revision, :boot, :mono, :wall, :quality, :payload, :crc)`,
  );
  const insertEvent = database.prepare(
    `INSERT OR REPLACE INTO event (seq, boot, mono, wall, quality, payload, crc)
     VALUES (:seq, :boot, :mono, :wall, :quality, :payload, :crc)`,
  );
  const record = database.prepare<[number], StoredRow>(`SELECT ${RECORD} FROM record WHERE seq = ?`);
  const event = database.prepare<[number], StoredRow>(`SELECT ${EVENT} FROM event WHERE seq = ?`);
  const removals = ['record', 'event'].map((table) => database.prepare(`DELETE FROM ${table} WHERE seq = ?`));
  const between = database.prepare<[number, number, number], StoredRow>(
    `SELECT ${RECORD} FROM record WHERE duration = ? AND start >= ? AND start < ? ORDER BY start, seq`,
  );
  const nextDuration = database
    .prepare<[number], number | null>('SELECT min(duration) FROM record WHERE duration > ?')
    .pluck();
  const [first, last] = ['min', 'max'].map((end) =>
    database.prepare<[number], number | null>(`SELECT ${end}(start) FROM record WHERE duration = ?`).pluck(),
  );
  const seqs = database
    .prepare<[number, number, number, number], number>(
      `SELECT seq FROM record WHERE seq BETWEEN ? AND ?
       UNION ALL SELECT seq FROM event WHERE seq BETWEEN ? AND ? ORDER BY 1`,
    )
    .pluck();
  const after = database.prepare<[number, number], StoredRow>(
    `SELECT ${RECORD} FROM record WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const counts = {
    event: database.prepare<[], number>('SELECT count(*) FROM event').pluck(),
    parked: database.prepare<[], number>('SELECT count(*) FROM parked').pluck(),
  };
  return {
    after: (seq, limit) => after.all(seq, limit),
    count: (table) => counts[table].get() ?? 0,
    insert: (row, lane) => {
      if (lane === 'summary') insertRecord.run(row);
      else insertEvent.run(row);
    },
    get: (seq) => {
      const window = record.get(seq);
      if (window !== undefined) return { row: window, lane: 'summary' };
      const alarm = event.get(seq);
      return alarm === undefined ? undefined : { row: alarm, lane: 'event' };
    },
    remove: (seq) => {
      for (const removal of removals) removal.run(seq);
    },
    revisions: (duration, start) => between.all(duration, start, start + 1),
    durations: () => {
      const found: number[] = [];
      for (let next = nextDuration.get(0); typeof next === 'number'; next = nextDuration.get(next)) {
        found.push(next);
      }
      return found;
    },
    between: (duration, from, to) => between.all(duration, from, to),
    ends: (duration) => {
      const [from, to] = [first?.get(duration), last?.get(duration)];
      return typeof from === 'number' && typeof to === 'number' ? { first: from, last: to } : undefined;
    },
    seqs: (from, to) => seqs.all(from, to, from, to),
  };
}
