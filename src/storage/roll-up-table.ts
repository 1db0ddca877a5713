import { crc32 } from 'node:zlib';
import type { EpochMs } from '../core/model/ids.ts';
import type { RollUp, RollUpKind, StoredRollUp } from '../ports/event-store.ts';
import type { Database, Statement } from './database.ts';
import { compress, decompress } from './rows/row-codec.ts';

const DAY_MS = 24 * 3_600_000;
/** How long each kind of roll-up is kept, in ms. */
const KEPT_MS: Readonly<Record<RollUpKind, number>> = { day: 400 * DAY_MS, hours: 31 * DAY_MS };
/** Length of the longest local day (25 hours) plus one hour of margin, in ms. */
const LONGEST_DAY_MS = 26 * 3_600_000;
/** Roll-ups may take this share of the storage, but at most `MAX_BYTES`. */
const SHARE_OF_RING = 1 / 8;
const MAX_BYTES = 8 * 1024 * 1024;

/** The database stores indexes into this list, so its order must never change. */
const KINDS: readonly RollUpKind[] = ['day', 'hours'];

interface Row {
  readonly start: number;
  readonly kind: number;
  readonly end: number;
  readonly stale: number;
  readonly payload: string | Buffer;
  readonly crc: number;
}

/** The roll-ups of local days. The table never exceeds its share of the storage. */
export class RollUpTable {
  readonly #maxBytes: number;
  readonly #insert: Statement<[Row]>;
  readonly #between: Statement<[number, number, number], Row>;
  readonly #makeStale: Statement<[number, number, number]>;
  readonly #removeOlder: Statement<[number, number]>;
  readonly #bytes: Statement<[], number>;
  readonly #removeOldest: Statement<[]>;

  constructor(database: Database, ringBytes: number) {
    this.#maxBytes = Math.min(MAX_BYTES, ringBytes * SHARE_OF_RING);
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO roll_up (start, kind, end, stale, payload, crc)
       VALUES (:start, :kind, :end, :stale, :payload, :crc)`,
    );
    this.#between = database.prepare(
      'SELECT * FROM roll_up WHERE kind = ? AND start >= ? AND start < ? ORDER BY start',
    );
    this.#makeStale = database.prepare(
      'UPDATE roll_up SET stale = 1 WHERE start > ? AND start <= ? AND end > ? AND stale = 0',
    );
    this.#removeOlder = database.prepare('DELETE FROM roll_up WHERE kind = ? AND start < ?');
    this.#bytes = database.prepare<[], number>('SELECT ifnull(sum(length(payload)), 0) FROM roll_up').pluck();
    // Deletes hourly roll-ups before daily ones: a daily one is small, and its numbers exist nowhere else.
    this.#removeOldest = database.prepare(
      'DELETE FROM roll_up WHERE rowid IN (SELECT rowid FROM roll_up ORDER BY kind DESC, start LIMIT 1)',
    );
  }

  insert({ kind, start, end, payload }: RollUp): void {
    const row = { start, kind: KINDS.indexOf(kind), end, stale: 0, payload: compress(payload) };
    this.#insert.run({ ...row, crc: checksum(row) });
    this.#removeOlder.run(row.kind, start - KEPT_MS[kind]);
    while ((this.#bytes.get() ?? 0) > this.#maxBytes) this.#removeOldest.run();
  }

  /** Marks the roll-up of the day that contains `start` as stale, because a window with this start was added. */
  makeStale(start: number): void {
    this.#makeStale.run(start - LONGEST_DAY_MS, start, start);
  }

  /** Returns the roll-ups from `from` to `to`, oldest first. Leaves out damaged ones. */
  between(kind: RollUpKind, from: number, to: number): StoredRollUp[] {
    return this.#between
      .all(KINDS.indexOf(kind), from, to)
      .filter((row) => checksum(row) === row.crc)
      .map(({ start, end, stale, payload }) => ({
        ...{ kind, start: start as EpochMs, end: end as EpochMs, isStale: stale !== 0 },
        payload: decompress(payload),
      }));
  }
}

function checksum({ start, kind, end, payload }: Omit<Row, 'crc'>): number {
  return crc32(payload, crc32(`${start} ${kind} ${end}`));
}

/** Copies every readable roll-up from one table into another. */
export function copyRollUps(from: RollUpTable, into: RollUpTable): void {
  for (const kind of KINDS) copyKind(kind, from, into);
}

function copyKind(kind: RollUpKind, from: RollUpTable, into: RollUpTable): void {
  for (const rollUp of from.between(kind, 0, Number.MAX_SAFE_INTEGER)) into.insert(rollUp);
}

/** Copies readable roll-ups from a damaged database. Lost roll-ups are computed again if their windows still exist. */
export function salvageRollUps(from: Database, into: RollUpTable): void {
  for (const kind of KINDS) {
    try {
      copyKind(kind, new RollUpTable(from, MAX_BYTES / SHARE_OF_RING), into);
    } catch {
      // Continues without these roll-ups, because windows and rows matter more.
    }
  }
}
