import type { EpochMs } from '../core/model/ids.ts';
import type { OutboxRecord } from '../core/privacy/passed-row.ts';
import type { TimeQuality } from './clock.ts';

/** A stretch of time that the ring keeps: a window of the engine, which never leaves, or a row that does. */
export interface WindowRecord {
  readonly start: EpochMs;
  readonly durationMs: number;
  /** The same stretch may be committed again with a higher one; the ring shows the highest. */
  readonly revision: number;
  /** JSON text. */
  readonly payload: string;
}

/** Windows of a whole local day, summed up: as one, or hour by hour. */
export type RollUpKind = 'day' | 'hours';

export interface RollUp {
  readonly kind: RollUpKind;
  /** The local day's beginning and end. */
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** JSON text. */
  readonly payload: string;
}

export interface StoredRollUp extends RollUp {
  /** A window of that day was stored after it. */
  readonly isStale: boolean;
}

/** What kind of message a row leaves in. */
export type Lane = OutboxRecord['lane'] | 'event';

export interface OutboxRow {
  /** Never used twice, not even after the database was lost. */
  readonly seq: number;
  readonly lane: Lane;
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
  /** An event's window is its moment: `start` the wall time, length and revision 0. */
  readonly window: Pick<WindowRecord, 'start' | 'durationMs' | 'revision'>;
  readonly payload: string;
}

export interface Commit {
  /** To be sent: only what the egress gate passed. */
  readonly rows: readonly OutboxRecord[];
  /** The engine's windows for the device's own pages: they never leave. */
  readonly windows?: readonly WindowRecord[];
  /** Kept for the device's own pages long after the windows: hours for 31 days, days for 400. */
  readonly rollUps?: readonly RollUp[];
  /** Alarms and health events as JSON text: never evicted to make room for counts. */
  readonly events: readonly string[];
  /** The whole state of engine and gate as JSON text. */
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
   * `unused`: kept in reserve when the power went, or written by a commit that the power cut took back.
   * `coarsened`: merged into longer windows, which follow under numbers of their own.
   * `dropped`: no room. `damaged`: failed their checksum. `reset`: went with a damaged database.
   */
  readonly reason: 'unused' | 'coarsened' | 'dropped' | 'damaged' | 'reset';
  /** Rows that existed under these numbers; null where the number is unknown. */
  readonly rows: number | null;
}

/** What became of a wish to have rows again. */
export interface RequeueResult {
  readonly rows: number;
  /** Numbers that will never come, in order; numbers that were not given out yet are not among them. */
  readonly missing: readonly MissingRows[];
}

export interface MissingRows {
  readonly fromSeq: number;
  readonly toSeq: number;
  /** `parked`: the broker refused the row for good. `not-kept`: the cloud had it once, and the ring needed the room. */
  readonly reason: SeqGap['reason'] | 'parked' | 'not-kept';
}

export interface StoreStatus {
  readonly sizeBytes: number;
  readonly maxBytes: number;
  readonly outboxRows: number;
  readonly oldestSeq: number | null;
  readonly newestSeq: number;
  /** Rows dropped for want of room before the cloud had them, since the store was made. */
  readonly droppedRows: number;
  /** Rows merged into longer windows for want of room, since the store was made. */
  readonly coarsenedRows: number;
  /** Rows refused by their checksum since the store was made. */
  readonly damagedRows: number;
  readonly parkedRows: number;
  readonly writable: boolean;
  /** A sentence for `lintel status` while something is wrong; empty when nothing is. */
  readonly detail: string;
  /** Since this store was opened. `bytes` is null where the kernel does not count them. */
  readonly written: { readonly bytes: number | null; readonly syncs: number; readonly commits: number };
  /** How long the slowest commit since the opening kept the caller waiting. */
  readonly slowestCommitMs: number;
}

/** What survives a power cut: windows, outbox and checkpoint, together in one transaction. */
export interface EventStore {
  /**
   * All or nothing. Throws TypeError for a row that did not pass the egress gate; and GatewayError STORAGE_FULL, STORAGE_READ_ONLY or STORAGE_CORRUPT; the caller keeps the commit
   * and tries again.
   */
  commit(commit: Commit): void;
  /** The last checkpoint, or undefined on a new or reset store. */
  checkpoint(): Checkpoint | undefined;
  /** Rows to send, by sequence number. Rows that fail their CRC are parked, not returned. */
  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[];
  /** The broker has them. Written down with the next commit: after a power cut some rows are sent again. */
  acknowledge(seqs: readonly number[]): void;
  /** The broker refuses this one for good; kept aside, bounded, out of the way. */
  park(seq: number, reason: string): void;
  /** Puts what the ring still holds of these numbers back into the outbox, and says what it does not hold. */
  requeue(fromSeq: number, toSeq: number): RequeueResult;
  /**
   * The clock of this boot turned out to be wrong by `deltaMs`: moves its unsynced rows, at most `limit` of them, marks
   * them synced and puts them into the outbox again. Returns how many are left to move.
   */
  restamp(deltaMs: number, limit: number): number;
  /** Count rows kept in the ring that begin in this time, oldest first. */
  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  /** The engine's windows kept in the ring that begin in this time, oldest first. */
  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  /** Roll-ups of days that begin in this time, oldest first. */
  rollUps(kind: RollUpKind, from: EpochMs, to: EpochMs): readonly StoredRollUp[];
  gaps(): readonly SeqGap[];
  status(): StoreStatus;
  close(): void;
}
