import type { EpochMs } from '../core/model/ids.ts';
import { assertReleased } from '../core/privacy/released-window.ts';
import type {
  Checkpoint,
  Commit,
  EventStore,
  OutboxRow,
  RequeueResult,
  SeqGap,
  StoreStatus,
  WindowRecord,
} from '../ports/event-store.ts';
import { missingRows } from './missing-rows.ts';
import { SequenceRanges } from './sequence-ranges.ts';

export interface MemoryEventStoreOptions {
  readonly bootId: string;
  readonly maxBytes: number;
  /** Numbers start here. */
  readonly firstSeq?: number;
  readonly shiftWindow?: (window: string, deltaMs: number) => string;
}

/** All that a memory store holds, for a disk that takes over. */
export interface StoreContents {
  readonly rows: readonly OutboxRow[];
  readonly unsent: ReadonlySet<number>;
  readonly gaps: readonly SeqGap[];
  readonly dropped: number;
  readonly checkpoint: Checkpoint | undefined;
}

/** What a row costs beside its text. */
const ROW_BYTES = 200;

/** The same promises without a disk: for tests, for the demo, and as long as a disk refuses. */
export class MemoryEventStore implements EventStore {
  readonly #options: MemoryEventStoreOptions;
  readonly #rows = new Map<number, OutboxRow>();
  readonly #gaps: SeqGap[] = [];
  readonly #unsent = new SequenceRanges();
  #next: number;
  #bytes = 0;
  #checkpoint: Checkpoint | undefined;
  #dropped = 0;
  #parked = 0;
  #commits = 0;

  constructor(options: MemoryEventStoreOptions) {
    this.#options = options;
    this.#next = options.firstSeq ?? 1;
  }

  commit(commit: Commit): void {
    assertReleased(commit.windows);
    for (const { start, durationMs, revision, payload } of commit.windows)
      this.#insert('summary', { start, durationMs, revision }, payload, commit);
    const moment = { start: commit.wallMs, durationMs: 0, revision: 0 };
    for (const event of commit.events) this.#insert('event', moment, event, commit);
    const settled = commit.settled ?? this.#checkpoint?.settled;
    this.#checkpoint = {
      ...{ at: commit.checkpointAt, text: commit.checkpoint },
      ...(settled === undefined ? {} : { settled }),
    };
    this.#commits += 1;
    this.#makeRoom();
  }

  #insert(lane: OutboxRow['lane'], window: OutboxRow['window'], payload: string, commit: Commit): void {
    const { monotonicMs, wallMs, timeQuality } = commit;
    const seq = this.#next++;
    const { bootId } = this.#options;
    this.#rows.set(seq, { seq, lane, bootId, monotonicMs, wallMs, timeQuality, window, payload });
    this.#unsent.add(seq);
    this.#bytes += ROW_BYTES + payload.length;
  }

  /** Oldest windows first, events only when no window is left. */
  #makeRoom(): void {
    for (const lane of ['summary', 'event'] as const) {
      for (const row of this.#rows.values()) {
        if (this.#bytes <= this.#options.maxBytes) return;
        if (row.lane === lane) this.#drop(row);
      }
    }
  }

  #drop({ seq, payload }: OutboxRow): void {
    this.#rows.delete(seq);
    this.#bytes -= ROW_BYTES + payload.length;
    if (!this.#unsent.delete(seq)) return;
    this.#dropped += 1;
    const last = this.#gaps.at(-1);
    if (last === undefined || last.toSeq + 1 !== seq) {
      this.#gaps.push({ fromSeq: seq, toSeq: seq, reason: 'dropped', rows: 1 });
    } else {
      this.#gaps[this.#gaps.length - 1] = { ...last, toSeq: seq, rows: (last.rows ?? 0) + 1 };
    }
  }

  checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): readonly OutboxRow[] {
    const found: OutboxRow[] = [];
    for (const seq of order === 'newest-first' ? this.#unsent.descending() : this.#unsent.ascending()) {
      if (found.length >= limit) break;
      const row = exclude.has(seq) ? undefined : this.#rows.get(seq);
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  acknowledge(seqs: readonly number[]): void {
    for (const seq of seqs) this.#unsent.delete(seq);
  }

  park(seq: number): void {
    if (this.#unsent.delete(seq)) this.#parked += 1;
  }

  requeue(fromSeq: number, toSeq: number): RequeueResult {
    const seqs = [...this.#rows.keys()].filter((seq) => seq >= fromSeq && seq <= toSeq);
    for (const seq of seqs) this.#unsent.add(seq);
    const span = { fromSeq: Math.max(1, fromSeq), toSeq: Math.min(toSeq, this.#next - 1) };
    return { rows: seqs.length, missing: missingRows(span, seqs, this.#gaps) };
  }

  restamp(deltaMs: number, limit: number): number {
    const { shiftWindow = (window) => window } = this.#options;
    const unsynced = [...this.#rows.values()].filter(({ timeQuality }) => timeQuality === 'unsynced');
    for (const row of unsynced.slice(0, limit)) {
      const window = { ...row.window, start: (row.window.start + deltaMs) as EpochMs };
      const payload = row.lane === 'summary' ? shiftWindow(row.payload, deltaMs) : row.payload;
      const wallMs = (row.wallMs + deltaMs) as EpochMs;
      this.#rows.set(row.seq, { ...row, window, payload, wallMs, timeQuality: 'synced' });
      this.#unsent.add(row.seq);
    }
    return Math.max(0, unsynced.length - limit);
  }

  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    const highest = new Map<string, OutboxRow>();
    for (const row of this.#rows.values()) {
      const { start, durationMs, revision } = row.window;
      if (row.lane !== 'summary' || start < from || start >= to) continue;
      const key = `${start}/${durationMs}`;
      if ((highest.get(key)?.window.revision ?? -1) <= revision) highest.set(key, row);
    }
    return [...highest.values()]
      .sort((a, b) => a.window.start - b.window.start || a.seq - b.seq)
      .map(({ window, payload }) => ({ ...window, payload }));
  }

  contents(): StoreContents {
    return {
      rows: [...this.#rows.values()],
      unsent: new Set(this.#unsent.ascending()),
      gaps: this.#gaps,
      dropped: this.#dropped,
      checkpoint: this.#checkpoint,
    };
  }

  gaps(): readonly SeqGap[] {
    return this.#gaps;
  }

  status(): StoreStatus {
    return {
      sizeBytes: this.#bytes,
      maxBytes: this.#options.maxBytes,
      outboxRows: this.#unsent.size,
      oldestSeq: this.#unsent.first ?? null,
      newestSeq: this.#next - 1,
      droppedRows: this.#dropped,
      coarsenedRows: 0,
      damagedRows: 0,
      parkedRows: this.#parked,
      writable: true,
      detail: '',
      written: { bytes: 0, syncs: 0, commits: this.#commits },
      slowestCommitMs: 0,
    };
  }

  close(): void {}
}
