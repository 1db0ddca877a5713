import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { EpochMs } from '../core/model/ids.ts';
import { refuseUnpassed } from '../core/privacy/passed-row.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  Checkpoint,
  Commit,
  EventStore,
  OutboxRow,
  RequeueResult,
  RollUpKind,
  SeqGap,
  StoredRollUp,
  StoreStatus,
  WindowRecord,
} from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import { BoundedTables } from './bounded-tables.ts';
import type { Database, OpenDatabase } from './database.ts';
import { loadSqlite } from './database.ts';
import { DISK_RESERVE_BYTES, DiskReserve } from './disk-reserve.ts';
import type { MergeRows } from './downsample.ts';
import { lockDirectory } from './lock.ts';
import { databaseFile } from './open-or-recover.ts';
import { Outbox } from './outbox.ts';
import { SequenceReservation } from './sequence-reservation.ts';
import type { StartEvent } from './startup-recovery.ts';
import { recoverAtStartup } from './startup-recovery.ts';
import { wrapDiskErrors } from './storage-error.ts';
import type { DatabaseHome } from './storage-writer.ts';
import { StorageWriter } from './storage-writer.ts';

/** Options for storage on disk and in memory. */
export interface StoreOptions {
  /** Largest total size in bytes, not counting the set-aside copy of a damaged database. */
  readonly maxBytes: number;
  readonly bootId: string;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly log?: Log;
  /** Merges rows when storage is full. Without this function, storage deletes the oldest rows. */
  readonly mergeRows?: MergeRows;
  /** Moves the times in a row's text by `deltaMs`. */
  readonly shiftRow?: (row: string, deltaMs: number) => string;
  /** Moves the times in the text of an engine window by `deltaMs`. */
  readonly shiftWindow?: (window: string, deltaMs: number) => string;
}

export interface SqliteEventStoreOptions extends StoreOptions {
  /** Directory of the database, created when missing. */
  readonly directory: string;
}

/** Smallest allowed size in bytes. A smaller storage would not hold even a day of a large store. */
const MIN_STORE_BYTES: number = 4 * 1024 * 1024;
/** Size of the WAL, in bytes, at which a WAL checkpoint runs. With 4 MB there are seven WAL checkpoints a day. */
const LONGEST_WAL_BYTES = 4 * 1024 * 1024;

/**
 * Opens storage on disk. For a damaged database it does not throw: it sets the database aside, starts a new one and
 * adds an event about it.
 * @throws GatewayError STORAGE_LOCKED when another process uses the folder, STORAGE_READ_ONLY or STORAGE_FULL when the
 * disk prevents opening it.
 */
export async function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
  return openSqliteEventStoreWith(await loadSqlite(), options);
}

/** Opens storage on disk with SQLite already loaded. `thorough`: checks every page even of a large database. */
export function openSqliteEventStoreWith(
  open: OpenDatabase,
  options: SqliteEventStoreOptions,
  thorough = false,
): SqliteEventStore {
  if (options.maxBytes < MIN_STORE_BYTES) {
    throw new RangeError(`maxBytes must be at least ${MIN_STORE_BYTES}`);
  }
  return wrapDiskErrors(() => {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const lock = lockDirectory(open, options.directory);
    try {
      return openLocked(options, lock, { open, thorough });
    } catch (error) {
      lock.close();
      throw error;
    }
  });
}

function openLocked(
  options: SqliteEventStoreOptions,
  lock: Database,
  how: { readonly open: OpenDatabase; readonly thorough: boolean },
): SqliteEventStore {
  const { directory, maxBytes, bootId } = options;
  const walBytes = Math.min(LONGEST_WAL_BYTES, maxBytes / 8);
  // The WAL can exceed its limit by half, because the last transaction before a WAL checkpoint may be large.
  const besideBytes = DISK_RESERVE_BYTES + 1.5 * walBytes;
  const size = { maxBytes: maxBytes - besideBytes, walBytes };
  const floor = new SequenceReservation(directory);
  const ballast = new DiskReserve(directory);
  const { database, ledger, events } = recoverAtStartup({ directory, size, floor, bootId, ...how });
  const store = new SqliteEventStore(options, {
    ...{ database, ledger, maxBytes: size.maxBytes, floor, ballast },
    ...{ file: databaseFile(directory), sizeBytes: () => sizeOf(directory), release: () => lock.close() },
  });
  try {
    for (const event of events) store.reportRepair(event);
    ballast.restore();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/**
 * Stamps an event that storage itself raises. Storage does not know the quality of the clock, so it assumes 'unsynced',
 * the most cautious value.
 */
function unsyncedStamp(clock: Pick<Clock, 'now' | 'monotonicMs'>) {
  return { wallMs: clock.now(), monotonicMs: clock.monotonicMs(), timeQuality: 'unsynced' as const };
}

/** A database and what belongs to it: files in a folder, or stand-ins in memory. */
export interface StoreHome extends DatabaseHome {
  readonly maxBytes: number;
  readonly ballast: Pick<DiskReserve, 'present' | 'release' | 'restore'>;
  /** Total size in bytes. `pageBytes` is the size of the used pages of the database. */
  sizeBytes(pageBytes: number): number;
  /** Releases the lock and the reserved numbers. Must be called after the database is closed. */
  release(): void;
}

/** Storage on disk or in memory. Create it with `openSqliteEventStore` or `openMemoryEventStore`. */
export class SqliteEventStore implements EventStore {
  readonly #options: StoreOptions;
  readonly #home: StoreHome;
  readonly #vault: StorageWriter;
  readonly #ring: BoundedTables;
  readonly #outbox: Outbox;
  #damage: GatewayError | undefined;

  constructor(options: StoreOptions, home: StoreHome) {
    this.#options = options;
    this.#home = home;
    this.#vault = new StorageWriter(home, options.log);
    const maxPages = Math.floor(home.maxBytes / this.#vault.pages.bytes);
    const { bootId, mergeRows } = options;
    this.#ring = new BoundedTables(this.#vault, { bootId, maxPages, ballast: home.ballast, mergeRows });
    this.#outbox = new Outbox(this.#vault);
  }

  /** Logs a repair made at the start, and publishes it as an event. */
  reportRepair(event: StartEvent): void {
    const { log } = this.#options;
    if (event.kind === 'seq_gap')
      log?.info(event, 'numbers that were never used are skipped; nothing is lost');
    else log?.warn(event, 'the damaged database was set aside, and what could be read was taken over');
    this.#ring.report(event, unsyncedStamp(this.#options.clock));
  }

  commit(commit: Commit): void {
    if (this.#damage !== undefined) throw this.#damage;
    refuseUnpassed(commit.rows);
    this.#vault.meter.commit(() => this.#ring.commit(commit));
    this.#scrub();
  }

  /**
   * Verifies some rows after each commit. The commit is already written and must not fail here; if a page is
   * unreadable, the next commit fails.
   */
  #scrub(): void {
    try {
      const damaged = this.#ring.scrub();
      if (damaged.length > 0) this.#discard(damaged);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error.code === 'STORAGE_CORRUPT') this.#damage = error;
    }
  }

  /** Copies into this storage all that `memory` stored while the disk refused writes. */
  adopt(memory: SqliteEventStore): void {
    this.#ring.adopt(memory.#ring);
  }

  checkpoint(): Checkpoint | undefined {
    const saved = wrapDiskErrors(() => this.#vault.state.loadCheckpoint());
    return saved === undefined ? undefined : { ...saved, at: saved.at as EpochMs };
  }

  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[] {
    const { rows, damaged } = this.#outbox.pending(order, limit, exclude);
    if (damaged.length > 0) this.#discard(damaged);
    return rows;
  }

  #discard(seqs: readonly number[]): void {
    this.#options.log?.warn({ seqs }, 'rows fail their checksum and are not sent');
    this.#outbox.discard(seqs);
    const event = { kind: 'rows_damaged', rows: seqs.length, seqs: seqs.slice(0, 20) };
    this.#vault.quietly(() => this.#ring.report(event, unsyncedStamp(this.#options.clock)));
  }

  acknowledge(seqs: readonly number[]): void {
    this.#outbox.acknowledge(seqs);
  }

  park(seq: number, reason: string): void {
    this.#options.log?.warn({ seq, reason }, 'a row is set aside and not sent');
    this.#outbox.park(seq, reason);
  }

  requeue(fromSeq: number, toSeq: number): RequeueResult {
    return wrapDiskErrors(() => this.#outbox.requeue(fromSeq, toSeq));
  }

  restamp(deltaMs: number, limit: number): number {
    const { bootId, shiftRow = (text) => text, shiftWindow = (text) => text } = this.#options;
    const shift = { row: shiftRow, window: shiftWindow };
    return wrapDiskErrors(() => this.#outbox.restamp(bootId, deltaMs, limit, shift));
  }

  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return wrapDiskErrors(() => this.#ring.rows(from, to));
  }

  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return wrapDiskErrors(() => this.#ring.windows(from, to));
  }

  rollUps(kind: RollUpKind, from: EpochMs, to: EpochMs): readonly StoredRollUp[] {
    return wrapDiskErrors(() => this.#ring.rollUps(kind, from, to));
  }

  gaps(): readonly SeqGap[] {
    return wrapDiskErrors(() => this.#vault.rows.gaps.list());
  }

  status(): StoreStatus {
    const { ledger, failure, meter, rows, pages } = this.#vault;
    const { unsent, next, dropped, coarsened, damaged } = ledger;
    return {
      sizeBytes: this.#home.sizeBytes(pages.used * pages.bytes),
      maxBytes: this.#options.maxBytes,
      outboxRows: unsent.size,
      oldestSeq: unsent.first ?? null,
      newestSeq: next - 1,
      droppedRows: dropped,
      coarsenedRows: coarsened,
      damagedRows: damaged,
      parkedRows: rows.count('parked'),
      writable: failure === '',
      detail: failure,
      written: meter.written,
      slowestCommitMs: meter.slowestMs,
    };
  }

  close(): void {
    this.#vault.close();
    this.#home.release();
  }
}

function sizeOf(directory: string): number {
  const names = ['lintel.db', 'lintel.db-wal', 'ballast', 'seq-floor'];
  const size = (name: string): number =>
    statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
  return names.reduce((sum, name) => sum + size(name), 0);
}
