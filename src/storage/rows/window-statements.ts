import type { Database, Statement } from '../database.ts';
import type { StoredRow } from './row-codec.ts';

/**
 * A window's number is its start (ms) times this, plus a counter. So the table needs no index, which would cost one
 * page per commit.
 */
export const NUMBERS_PER_MS = 1000;

function firstNumber(start: number): number {
  return Math.min(Math.floor(start * NUMBERS_PER_MS), Number.MAX_SAFE_INTEGER);
}

/** Prepared statements for console windows, which never leave the gateway. */
export class WindowStatements {
  readonly #insert: Statement<[StoredRow]>;
  readonly #between: Statement<[number, number], StoredRow>;
  readonly #removeOlder: Statement<[number, number]>;
  readonly #ofBoot: Statement<[string, number, number], StoredRow>;
  readonly #last: Statement<[number], number | null>;
  readonly #remove: Statement<[number]>;

  constructor(database: Database, columns: string) {
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO window (seq, start, duration, revision, boot, mono, wall, quality, payload, crc)
       VALUES (:seq, :start, :duration, :revision, :boot, :mono, :wall, :quality, :payload, :crc)`,
    );
    this.#between = database.prepare(`SELECT ${columns} FROM window WHERE seq >= ? AND seq < ? ORDER BY seq`);
    this.#removeOlder = database.prepare(
      'DELETE FROM window WHERE seq IN (SELECT seq FROM window WHERE seq < ? ORDER BY seq LIMIT ?)',
    );
    this.#ofBoot = database.prepare(
      `SELECT ${columns} FROM window WHERE boot = ? AND quality = ? ORDER BY seq LIMIT ?`,
    );
    this.#last = database
      .prepare<[number], number | null>('SELECT max(seq) FROM window WHERE seq < ?')
      .pluck();
    this.#remove = database.prepare('DELETE FROM window WHERE seq = ?');
  }

  insert(row: StoredRow): void {
    this.#insert.run(row);
  }

  remove(number: number): void {
    this.#remove.run(number);
  }

  /** Returns the next free number for a window that starts at `start`. */
  nextNumber(start: number): number {
    const last = this.#last.get(firstNumber(start + 1)) ?? 0;
    return Math.max(firstNumber(start), last + 1);
  }

  /** Returns the windows that start in [from, to). */
  between(from: number, to: number): StoredRow[] {
    return this.#between.all(firstNumber(from), firstNumber(to));
  }

  /** Returns windows of one boot with this time quality (an index into QUALITIES), in order of number. */
  ofBoot(boot: string, quality: number, limit: number): StoredRow[] {
    return this.#ofBoot.all(boot, quality, limit);
  }

  /**
   * Deletes windows, oldest first, that started more than `ageMs` before the newest window. Returns false when there
   * were none.
   */
  removeOlder(ageMs: number, limit: number): boolean {
    const newest = this.#last.get(Number.MAX_SAFE_INTEGER);
    if (typeof newest !== 'number') return false;
    return this.#removeOlder.run(newest - ageMs * NUMBERS_PER_MS, limit).changes > 0;
  }
}
