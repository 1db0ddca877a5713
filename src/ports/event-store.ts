import type { EpochMs } from '../core/model/ids.ts';
import type { OutboxRecord } from '../core/privacy/released-window.ts';
import type { TimeQuality } from './clock.ts';

/** A closed window in the ring. On its way there it is an `OutboxRecord`, which only the egress gate makes. */
export interface WindowRecord {
  readonly start: EpochMs;
  readonly durationMs: number;
  /** The same window may be committed again with a higher one; the ring shows the highest. */
  readonly revision: number;
  /** The summary as JSON text, already past the egress gate. */
  readonly payload: string;
}

export interface OutboxRow {
  /** Never used twice, not even after the database was lost. */
  readonly seq: number;
  readonly lane: 'summary' | 'event';
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
  /** An event's window is its moment: `start` the wall time, length and revision 0. */
  readonly window: Pick<WindowRecord, 'start' | 'durationMs' | 'revision'>;
  readonly payload: string;
}

export interface Commit {
  readonly windows: readonly OutboxRecord[];
  /** Alarms and health events as JSON text: never evicted to make room for counts. */
  readonly events: readonly string[];
  /** The engine's whole state as JSON text, but for what is settled. */
  readonly checkpoint: string;
  /** What of it is large and changes now and then; absent: as it was in the last commit that had it. */
  readonly settled?: string;
  readonly checkpointAt: EpochMs;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
}

export interface Checkpoint {
  readonly at: EpochMs;
  readonly text: string;
  readonly settled?: string;
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
   * All or nothing. Throws TypeError for a window that did not pass the egress gate; and GatewayError STORAGE_FULL, STORAGE_READ_ONLY or STORAGE_CORRUPT; the caller keeps the commit
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
  /** Windows kept in the ring, oldest first, for re-sending and for the console. */
  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  gaps(): readonly SeqGap[];
  status(): StoreStatus;
  close(): void;
}
