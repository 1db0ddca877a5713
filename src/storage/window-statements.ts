import type { Database, Statement } from './database.ts';
import type { StoredRow } from './row-codec.ts';

/** The statements over the engine's windows, which stay on the device. */
export class WindowStatements {
  readonly #insert: Statement<[StoredRow]>;
  readonly #between: Statement<[number, number], StoredRow>;
  readonly #removeOlder: Statement<[number, number]>;
  readonly #ofBoot: Statement<[string, number, number], StoredRow>;
  readonly #next: Statement<[], number>;
  readonly #newest: Statement<[], number | null>;

  constructor(database: Database, columns: string) {
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO window (seq, start, duration, revision, boot, mono, wall, quality, payload, crc)
       VALUES (:seq, :start, :duration, :revision, :boot, :mono, :wall, :quality, :payload, :crc)`,
    );
    this.#between = database.prepare(
      `SELECT ${columns} FROM window WHERE start >= ? AND start < ? ORDER BY start, seq`,
    );
    this.#removeOlder = database.prepare(
      'DELETE FROM window WHERE seq IN (SELECT seq FROM window WHERE start < ? ORDER BY start LIMIT ?)',
    );
    this.#ofBoot = database.prepare(
      `SELECT ${columns} FROM window WHERE boot = ? AND quality = ? ORDER BY seq LIMIT ?`,
    );
    this.#next = database.prepare<[], number>('SELECT ifnull(max(seq), 0) + 1 FROM window').pluck();
    this.#newest = database.prepare<[], number | null>('SELECT max(start) FROM window').pluck();
  }

  insert(row: StoredRow): void {
    this.#insert.run(row);
  }

  /** The number of the next window. */
  nextNumber(): number {
    return this.#next.get() ?? 1;
  }

  between(from: number, to: number): StoredRow[] {
    return this.#between.all(from, to);
  }

  /** Of one boot, with times of this quality. */
  ofBoot(boot: string, quality: number, limit: number): StoredRow[] {
    return this.#ofBoot.all(boot, quality, limit);
  }

  /** Removes the oldest windows of those that began so long before the newest. False when there is none. */
  removeOlder(ageMs: number, limit: number): boolean {
    const newest = this.#newest.get();
    if (typeof newest !== 'number') return false;
    return this.#removeOlder.run(newest - ageMs, limit).changes > 0;
  }
}
