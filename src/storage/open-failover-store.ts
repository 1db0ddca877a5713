import { randomInt } from 'node:crypto';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { EpochMs } from '../core/model/ids.ts';
import { refuseUnpassed } from '../core/privacy/passed-row.ts';
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
import type { OpenDatabase } from './database.ts';
import { loadSqlite } from './database.ts';
import { openMemoryEventStoreWith } from './memory-event-store.ts';
import { missingInBoth } from './missing-rows.ts';
import { SequenceReservation } from './sequence-reservation.ts';
import type { SqliteEventStore, SqliteEventStoreOptions } from './sqlite-event-store.ts';
import { openSqliteEventStoreWith } from './sqlite-event-store.ts';

/** Size of the storage in memory while the disk refuses writes: more than a day of an ordinary store. */
const MEMORY_BYTES = 16 * 1024 * 1024;
/** While the disk refuses writes, storage tries to open it again this often. */
const REOPEN_MS = 60_000;
/**
 * Storage in memory starts its sequence numbers a random distance above the last known number, up to LEAP. Otherwise a
 * later start could use the same numbers again.
 */
const LEAP = 2 ** 36;

/**
 * Opens the storage of a gateway: SQLite on disk, and in memory while the disk refuses writes. With a dead SD card the
 * gateway still counts and publishes. It reports the fault, and returns to the disk when that works again.
 * @throws GatewayError STORAGE_LOCKED when another process uses this folder.
 */
export async function openFailoverStore(options: SqliteEventStoreOptions): Promise<EventStore> {
  return new SteadyEventStore(await loadSqlite(), options).start();
}

class SteadyEventStore implements EventStore {
  readonly #open: OpenDatabase;
  readonly #options: SqliteEventStoreOptions;
  #disk: SqliteEventStore | undefined;
  /** Defined only while the disk refuses writes. */
  #memory: SqliteEventStore | undefined;
  #refusal: GatewayError | undefined;
  #triedMs = 0;

  constructor(open: OpenDatabase, options: SqliteEventStoreOptions) {
    this.#open = open;
    this.#options = options;
  }

  start(): this {
    try {
      this.#reopen(false);
    } catch (error) {
      this.#turnToMemory(error);
    }
    return this;
  }

  commit(commit: Commit): void {
    refuseUnpassed(commit.rows);
    try {
      const disk = this.#disk ?? this.#reopenNowAndThen();
      this.#handBack(disk);
      this.#commitTo(disk, commit);
      this.#refusal = undefined;
    } catch (error) {
      this.#turnToMemory(error).commit(commit);
    }
  }

  #commitTo(disk: SqliteEventStore, commit: Commit): void {
    try {
      disk.commit(commit);
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'STORAGE_CORRUPT')) throw error;
      this.#options.log?.error({ code: error.code }, error.message);
      disk.close();
      this.#disk = undefined;
      this.#reopen(true).commit(commit);
    }
  }

  #reopen(thorough: boolean): SqliteEventStore {
    this.#triedMs = this.#options.clock.monotonicMs();
    this.#disk = openSqliteEventStoreWith(this.#open, this.#options, thorough);
    return this.#disk;
  }

  #reopenNowAndThen(): SqliteEventStore {
    const soon = this.#options.clock.monotonicMs() - this.#triedMs < REOPEN_MS;
    if (soon && this.#refusal !== undefined) throw this.#refusal;
    return this.#reopen(false);
  }

  #handBack(disk: SqliteEventStore): void {
    if (this.#memory === undefined) return;
    disk.adopt(this.#memory);
    this.#memory.close();
    this.#memory = undefined;
    this.#options.log?.info({}, 'the disk takes the store again');
  }

  #turnToMemory(error: unknown): SqliteEventStore {
    if (!(error instanceof GatewayError) || error.code === 'STORAGE_LOCKED') throw error;
    const { directory, log } = this.#options;
    if (this.#refusal === undefined) {
      log?.error({ code: error.code }, `${error.message}; windows are kept in memory`);
    }
    this.#refusal = error;
    const above = this.#disk?.status().newestSeq ?? new SequenceReservation(directory).value;
    this.#memory ??= openMemoryEventStoreWith(this.#open, {
      ...this.#options,
      maxBytes: MEMORY_BYTES,
      firstSeq: above + 1 + randomInt(LEAP),
    });
    return this.#memory;
  }

  /** Returns the storages in order of sequence numbers: those on disk are lower than those in memory. */
  #stores(): EventStore[] {
    return [this.#disk, this.#memory].filter((store) => store !== undefined);
  }

  checkpoint(): Checkpoint | undefined {
    return this.#memory?.checkpoint() ?? this.#disk?.checkpoint();
  }

  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[] {
    const stores = order === 'newest-first' ? this.#stores().reverse() : this.#stores();
    let found: readonly OutboxRow[] = [];
    for (const store of stores) {
      if (found.length < limit) found = [...found, ...store.pending(order, limit - found.length, exclude)];
    }
    return found;
  }

  acknowledge(seqs: readonly number[]): void {
    for (const store of this.#stores()) store.acknowledge(seqs);
  }

  park(seq: number, reason: string): void {
    for (const store of this.#stores()) store.park(seq, reason);
  }

  requeue(fromSeq: number, toSeq: number): RequeueResult {
    const [first, second] = this.#stores().map((store) => store.requeue(fromSeq, toSeq));
    if (first === undefined) throw new TypeError('a store that was never started');
    if (second === undefined) return first;
    const rows = first.rows + second.rows;
    return { rows, missing: missingInBoth(first.missing, second.missing) };
  }

  restamp(deltaMs: number, limit: number): number {
    return this.#stores().reduce((sum, store) => sum + store.restamp(deltaMs, limit), 0);
  }

  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return inOrder(this.#stores().flatMap((store) => store.rows(from, to)));
  }

  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return inOrder(this.#stores().flatMap((store) => store.windows(from, to)));
  }

  rollUps(kind: RollUpKind, from: EpochMs, to: EpochMs): readonly StoredRollUp[] {
    const all = this.#stores().flatMap((store) => store.rollUps(kind, from, to));
    return [...new Map(all.map((rollUp) => [rollUp.start, rollUp])).values()].sort(
      (a, b) => a.start - b.start,
    );
  }

  gaps(): readonly SeqGap[] {
    return this.#stores().flatMap((store) => store.gaps());
  }

  status(): StoreStatus {
    const [first, second] = this.#stores().map((store) => store.status());
    if (first === undefined) throw new TypeError('a store that was never started');
    const detail = this.#refusal === undefined ? '' : `${this.#refusal.message}; windows are kept in memory`;
    const writable = this.#refusal === undefined;
    if (second === undefined) return { ...first, detail: detail || first.detail, writable };
    return {
      ...first,
      outboxRows: first.outboxRows + second.outboxRows,
      oldestSeq: first.oldestSeq ?? second.oldestSeq,
      newestSeq: second.newestSeq,
      droppedRows: first.droppedRows + second.droppedRows,
      parkedRows: first.parkedRows + second.parkedRows,
      writable,
      detail,
    };
  }

  /** Copies rows from memory to the disk, if the disk accepts them. Otherwise they are lost. */
  close(): void {
    try {
      if (this.#disk !== undefined) this.#handBack(this.#disk);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#options.log?.error({ code: error.code }, `windows in memory are lost: ${error.message}`);
    }
    for (const store of this.#stores()) store.close();
  }
}

function inOrder(records: readonly WindowRecord[]): readonly WindowRecord[] {
  return records.toSorted((a, b) => a.start - b.start);
}
