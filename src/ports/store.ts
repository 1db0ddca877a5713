import type { EpochMs } from '../core/types.ts';
import type { TimeQuality } from './clock.ts';

/** A closed window on its way into the ring and the outbox. */
export interface WindowRecord {
  readonly start: EpochMs;
  readonly durationMs: number;
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
  readonly window: Pick<WindowRecord, 'start' | 'durationMs' | 'revision'>;
  readonly payload: string;
}

export interface Commit {
  readonly windows: readonly WindowRecord[];
  /** Alarms and health events: never evicted to make room for counts. */
  readonly events: readonly string[];
  /** The engine's whole state as JSON text. */
  readonly checkpoint: string;
  readonly checkpointAt: EpochMs;
  readonly monotonicMs: number;
  readonly wallMs: EpochMs;
  readonly timeQuality: TimeQuality;
}

export interface StoreStatus {
  readonly sizeBytes: number;
  readonly maxBytes: number;
  readonly outboxRows: number;
  readonly oldestSeq: number | null;
  readonly newestSeq: number;
  /** Rows dropped for want of room since the store was made. */
  readonly droppedRows: number;
  readonly parkedRows: number;
  readonly writable: boolean;
}

/** What survives a power cut: windows, outbox and checkpoint, together in one transaction. */
export interface EventStore {
  /** All or nothing. Throws GatewayError STORE_FULL or STORE_READ_ONLY; the caller keeps the commit and tries again. */
  commit(commit: Commit): void;
  /** The last checkpoint, or undefined on a new or reset store. */
  checkpoint(): { readonly at: EpochMs; readonly text: string } | undefined;
  /** Rows to send: fresh ones first when `lane` is live, else oldest first. Rows that fail their CRC are parked, not returned. */
  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[];
  /** The broker has them. */
  acknowledge(seqs: readonly number[]): void;
  /** The broker refuses this one for good; kept aside, bounded, out of the way. */
  park(seq: number, reason: string): void;
  /** Windows kept in the ring, oldest first, for re-sending and for the console. */
  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[];
  status(): StoreStatus;
  close(): void;
}
