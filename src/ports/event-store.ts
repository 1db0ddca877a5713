import type { EpochMs } from '../core/model/ids.ts';
import type { OutboxRecord } from '../core/privacy/passed-row.ts';
import type { TimeQuality } from './clock.ts';

/** A time span in storage: a window of the engine, which never leaves the gateway, or a row, which does. */
export interface WindowRecord {
  readonly start: EpochMs;
  readonly durationMs: number;
  /** Storage may receive the same span again with a higher revision. Readers get the highest. */
  readonly revision: number;
  /** The window or row as JSON text. */
  readonly payload: string;
}

/** How the windows of a whole local day are added up. `day`: to one window. `hours`: to one window per hour. */
export type RollUpKind = 'day' | 'hours';

export interface RollUp {
  readonly kind: RollUpKind;
  /** Start of the local day. `end` is its end. */
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** The sums as JSON text. */
  readonly payload: string;
}

export interface StoredRollUp extends RollUp {
  /** True when a window of that day was stored after this roll-up was computed. */
  readonly isStale: boolean;
}

/** The kind of message that carries a row. */
export type Lane = OutboxRecord['lane'] | 'event';

export interface OutboxRow {
  /** Sequence number. It is never used twice, not even after the database was lost. */
  readonly seq: number;
  readonly lane: Lane;
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
  /** For an event, `start` is its wall time; duration and revision are 0. */
  readonly window: Pick<WindowRecord, 'start' | 'durationMs' | 'revision'>;
  readonly payload: string;
}

export interface Commit {
  /** Rows to publish. Each must have passed the egress gate. */
  readonly rows: readonly OutboxRecord[];
  /** The engine's windows for the console. They never leave the gateway. */
  readonly windows?: readonly WindowRecord[];
  /** Sums for the console, kept longer than windows: hours for 31 days, days for 400. */
  readonly rollUps?: readonly RollUp[];
  /** Alarms and health events as JSON text. Storage never evicts them to make room for counts. */
  readonly events: readonly string[];
  /** The whole state of engine and egress gate, as JSON text. */
  readonly checkpoint: string;
  readonly checkpointAt: EpochMs;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
}

export interface Checkpoint {
  readonly at: EpochMs;
  readonly text: string;
}

/** Sequence numbers that will never arrive, and why. */
export interface SeqGap {
  readonly fromSeq: number;
  readonly toSeq: number;
  /**
   * `unused`: reserved when the power failed, or written by a commit that the power cut undid. `coarsened`: merged into
   * longer windows, which follow under new numbers. `dropped`: evicted for lack of space. `damaged`: failed their
   * checksum. `reset`: lost with a damaged database.
   */
  readonly reason: 'unused' | 'coarsened' | 'dropped' | 'damaged' | 'reset';
  /** How many rows had these numbers; null when unknown. */
  readonly rows: number | null;
}

/** The result of a request to send rows again. */
export interface RequeueResult {
  readonly rows: number;
  /** Numbers that will never arrive, in order. Numbers that are not assigned yet are left out. */
  readonly missing: readonly MissingRows[];
}

export interface MissingRows {
  readonly fromSeq: number;
  readonly toSeq: number;
  /** `parked`: the broker refused the row for good. `not-kept`: evicted after the cloud had received it. */
  readonly reason: SeqGap['reason'] | 'parked' | 'not-kept';
}

export interface StoreStatus {
  readonly sizeBytes: number;
  readonly maxBytes: number;
  readonly outboxRows: number;
  readonly oldestSeq: number | null;
  readonly newestSeq: number;
  /** Rows evicted before the cloud had them, since the database was created. */
  readonly droppedRows: number;
  /** Rows merged into longer windows to save space, since the database was created. */
  readonly coarsenedRows: number;
  /** Rows that failed their checksum, since the database was created. */
  readonly damagedRows: number;
  readonly parkedRows: number;
  readonly writable: boolean;
  /** A sentence for `lintel status` on the present problem; empty when there is none. */
  readonly detail: string;
  /** What was written since the storage was opened. `bytes` is null when the kernel does not count them. */
  readonly written: { readonly bytes: number | null; readonly syncs: number; readonly commits: number };
  /** How long the slowest commit blocked its caller, since the storage was opened. */
  readonly slowestCommitMs: number;
}

/** Data that survives a power cut. Each transaction writes windows, outbox and checkpoint together. */
export interface EventStore {
  /**
   * Writes all of the commit or nothing. Throws TypeError for a row that did not pass the egress gate. Throws
   * GatewayError STORAGE_FULL, STORAGE_READ_ONLY or STORAGE_CORRUPT; the caller then keeps the commit and tries again.
   */
  commit(commit: Commit): void;
  /** The last checkpoint; undefined for a new or reset database. */
  checkpoint(): Checkpoint | undefined;
  /** Rows to send, ordered by sequence number. Rows that fail their CRC are parked, not returned. */
  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[];
  /**
   * Marks rows that the broker has accepted. The next commit writes the marks, so after a power cut some rows are sent
   * again.
   */
  acknowledge(seqs: readonly number[]): void;
  /** Sets aside a row that the broker refuses for good. The number of such rows is bounded. */
  park(seq: number, reason: string): void;
  /** Puts the stored rows in this range back into the outbox, and returns which numbers are missing. */
  requeue(fromSeq: number, toSeq: number): RequeueResult;
  /**
   * Corrects the times of rows that were stored while the clock of this boot was wrong by `deltaMs`. Each call moves at
   * most `limit` rows, marks them as synced, and puts them into the outbox again. Returns how many rows are left to
   * correct.
   */
  restamp(deltaMs: number, limit: number): number;
  /** Stored count rows that start in [from, to), oldest first. */
  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  /** Stored windows of the engine that start in [from, to), oldest first. */
  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  /** Roll-ups of days that start in [from, to), oldest first. */
  rollUps(kind: RollUpKind, from: EpochMs, to: EpochMs): readonly StoredRollUp[];
  gaps(): readonly SeqGap[];
  status(): StoreStatus;
  close(): void;
}
