import type { EpochMs } from '../core/model/ids.ts';
import { refuseUnpassed } from '../core/privacy/passed-row.ts';
import type {
  Checkpoint,
  Commit,
  EventStore,
  OutboxRow,
  RequeueResult,
  RollUp,
  RollUpKind,
  SeqGap,
  StoredRollUp,
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
  readonly shiftRow?: (row: string, deltaMs: number) => string;
  readonly shiftWindow?: (window: string, deltaMs: number) => string;
}

/** A window of the engine, and when it was committed. */
export interface CommittedWindow {
  readonly window: WindowRecord;
  readonly commit: Pick<Commit, 'monotonicMs' | 'wallMs' | 'timeQuality'>;
}

/** All that a memory store holds, for a disk that takes over. */
export interface StoreContents {
  readonly rows: readonly OutboxRow[];
  readonly windows: readonly CommittedWindow[];
  readonly rollUps: readonly RollUp[];
  readonly unsent: ReadonlySet<number>;
  readonly gaps: readonly SeqGap[];
  readonly dropped: number;
  readonly checkpoint: Checkpoint | undefined;
}

/** Of a month of simulated days: hours and days. */
const MAX_ROLL_UPS = 64;
/** What a row costs beside its text. */
const ROW_BYTES = 200;

/** The same promises without a disk: for tests, for the demo, and as long as a disk refuses. */
export class MemoryEventStore implements EventStore {
  readonly #options: MemoryEventStoreOptions;
  readonly #rows = new Map<number, OutboxRow>();
  #windows: CommittedWindow[] = [];
  readonly #rollUps = new Map<string, StoredRollUp>();
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
    refuseUnpassed(commit.rows);
    for (const { lane, start, durationMs, revision, payload } of commit.rows)
      this.#insert(lane, { start, durationMs, revision }, payload, commit);
    for (const rollUp of commit.rollUps ?? []) this.#keepRollUp(rollUp);
    const { monotonicMs, wallMs, timeQuality } = commit;
    for (const window of commit.windows ?? []) {
      this.#windows.push({ window, commit: { monotonicMs, wallMs, timeQuality } });
      this.#makeStale(window.start);
      this.#bytes += ROW_BYTES + window.payload.length;
    }
    const moment = { start: commit.wallMs, durationMs: 0, revision: 0 };
    for (const event of commit.events) this.#insert('event', moment, event, commit);
    this.#checkpoint = { at: commit.checkpointAt, text: commit.checkpoint };
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

  /** One at a time for each kind and day; the oldest go. */
  #keepRollUp(rollUp: RollUp): void {
    this.#rollUps.set(`${rollUp.kind} ${rollUp.start}`, { ...rollUp, isStale: false });
    const [oldest] = this.#rollUps.keys();
    if (this.#rollUps.size > MAX_ROLL_UPS && oldest !== undefined) this.#rollUps.delete(oldest);
  }

  #makeStale(start: number): void {
    for (const [key, rollUp] of this.#rollUps) {
      if (rollUp.start <= start && rollUp.end > start) this.#rollUps.set(key, { ...rollUp, isStale: true });
    }
  }

  /** The oldest windows go first, then the oldest rows, and events only when no row is left. */
  #makeRoom(): void {
    while (this.#bytes > this.#options.maxBytes) {
      const oldest = this.#windows.shift();
      if (oldest === undefined) break;
      this.#bytes -= ROW_BYTES + oldest.window.payload.length;
    }
    for (const isEvent of [false, true]) {
      for (const row of this.#rows.values()) {
        if (this.#bytes <= this.#options.maxBytes) return;
        if ((row.lane === 'event') === isEvent) this.#drop(row);
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
    const { shiftRow = (text) => text } = this.#options;
    const unsynced = [...this.#rows.values()].filter(({ timeQuality }) => timeQuality === 'unsynced');
    for (const row of unsynced.slice(0, limit)) {
      const window = { ...row.window, start: (row.window.start + deltaMs) as EpochMs };
      const payload = row.lane === 'event' ? row.payload : shiftRow(row.payload, deltaMs);
      const wallMs = (row.wallMs + deltaMs) as EpochMs;
      this.#rows.set(row.seq, { ...row, window, payload, wallMs, timeQuality: 'synced' });
      this.#unsent.add(row.seq);
    }
    this.#windows = this.#windows.map((kept) => this.#restamped(kept, deltaMs));
    return Math.max(0, unsynced.length - limit);
  }

  #restamped({ window, commit }: CommittedWindow, deltaMs: number): CommittedWindow {
    if (commit.timeQuality !== 'unsynced') return { window, commit };
    const { shiftWindow = (text) => text } = this.#options;
    const payload = shiftWindow(window.payload, deltaMs);
    return {
      window: { ...window, start: (window.start + deltaMs) as EpochMs, payload },
      commit: { ...commit, wallMs: (commit.wallMs + deltaMs) as EpochMs, timeQuality: 'synced' },
    };
  }

  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    const counts = [...this.#rows.values()].filter(({ lane }) => lane === 'count');
    return highest(
      counts.map(({ window, payload }) => ({ ...window, payload })),
      from,
      to,
    );
  }

  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return highest(
      this.#windows.map(({ window }) => window),
      from,
      to,
    );
  }

  rollUps(kind: RollUpKind, from: EpochMs, to: EpochMs): readonly StoredRollUp[] {
    return [...this.#rollUps.values()]
      .filter((rollUp) => rollUp.kind === kind && rollUp.start >= from && rollUp.start < to)
      .sort((a, b) => a.start - b.start);
  }

  contents(): StoreContents {
    return {
      rows: [...this.#rows.values()],
      windows: this.#windows,
      rollUps: [...this.#rollUps.values()],
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

/** The highest revision of each stretch that begins in this time, oldest first. */
function highest(records: readonly WindowRecord[], from: EpochMs, to: EpochMs): readonly WindowRecord[] {
  const found = new Map<string, WindowRecord>();
  for (const record of records) {
    const { start, durationMs, revision } = record;
    if (start < from || start >= to) continue;
    const key = `${start}/${durationMs}`;
    if ((found.get(key)?.revision ?? -1) <= revision) found.set(key, record);
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}
