import { GatewayError } from '../core/model/gateway-error.ts';
import type { EpochMs } from '../core/model/ids.ts';
import type { OutboxRecord } from '../core/privacy/passed-row.ts';
import type { Commit, RollUpKind, StoredRollUp, WindowRecord } from '../ports/event-store.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { MergeRows } from './downsample.ts';
import { downsampleOldest, findAnchor, highestRevisions } from './downsample.ts';
import { dropOldest, evictRows } from './evict-rows.ts';
import { copyRollUps, RollUpTable } from './roll-up-table.ts';
import type { StoredRow } from './rows/row-codec.ts';
import { decompress, hasValidChecksum, rowChecksum, sealRow } from './rows/row-codec.ts';
import { wrapDiskErrors } from './storage-error.ts';
import type { StorageState } from './storage-state.ts';
import type { StorageWriter } from './storage-writer.ts';

export interface BoundedTablesOptions {
  readonly bootId: string;
  readonly maxPages: number;
  readonly ballast: Pick<DiskReserve, 'present' | 'release' | 'restore'>;
  readonly mergeRows: MergeRows | undefined;
}

export type Stamp = Pick<Commit, 'monotonicMs' | 'wallMs' | 'timeQuality'>;

/**
 * Largest number of stored events. Count rows never make room by evicting events, so a flood of alarms could fill the
 * storage.
 */
const MAX_EVENTS = 5000;
/** Free space reserved for merging rows when storage is full. One hour of a large store takes 40 kB. */
const MERGE_BYTES = 96 * 1024;
/** Number of rows whose checksums each commit verifies. All rows of a full storage are verified within a day. */
const SCRUB_ROWS = 100;

/** The tables of count rows, windows, events and roll-ups, in a database of limited size. */
export class BoundedTables {
  readonly #vault: StorageWriter;
  readonly #options: BoundedTablesOptions;
  readonly #rollUps: RollUpTable;
  #scrubbed = 0;

  constructor(vault: StorageWriter, options: BoundedTablesOptions) {
    this.#vault = vault;
    this.#options = options;
    this.#rollUps = new RollUpTable(vault.database, options.maxPages * vault.pages.bytes);
  }

  commit(commit: Commit): void {
    const { ballast } = this.#options;
    try {
      this.#write(commit);
      this.#vault.quietly(() => ballast.restore());
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'STORAGE_FULL')) throw error;
      this.#giveUpBallast();
      this.#write(commit);
    }
  }

  /**
   * Releases the disk reserve, because the disk is full. The freed space allows a WAL checkpoint, and SQLite then
   * reuses the WAL file instead of growing it.
   */
  #giveUpBallast(): void {
    if (this.#options.ballast.release()) this.#vault.reserveFarAhead();
    this.#vault.quietly(() => this.#vault.database.pragma('wal_checkpoint(PASSIVE)'));
  }

  /**
   * Largest number of pages of the database. A missing disk reserve means that the disk is full: the database must then
   * not grow.
   */
  get #pageLimit(): number {
    const { maxPages, ballast } = this.#options;
    return ballast.present ? maxPages : Math.min(maxPages, this.#vault.pages.all);
  }

  #write(commit: Commit): void {
    const texts = [
      ...commit.rows.map(({ payload }) => payload),
      ...(commit.windows ?? []).map(({ payload }) => payload),
      ...(commit.rollUps ?? []).map(({ payload }) => payload),
      ...commit.events,
      ...withBase(commit.checkpoint),
    ];
    this.#vault.transact((ledger) => {
      this.#makeRoom(ledger, texts);
      for (const row of commit.rows) this.#insertRow(ledger, row, commit);
      // Inserts roll-ups before windows: each inserted window marks the roll-up of its day as stale.
      for (const rollUp of commit.rollUps ?? []) this.#rollUps.insert(rollUp);
      for (const window of commit.windows ?? []) this.#insertWindow(window, commit);
      for (const event of commit.events) this.#insertEvent(ledger, event, commit);
      this.#vault.state.saveCheckpoint({ at: commit.checkpointAt, text: commit.checkpoint });
    });
  }

  #makeRoom(ledger: StorageState, texts: readonly string[]): void {
    const limit = this.#pageLimit;
    const { bytes } = this.#vault.pages;
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    // Estimates the pages needed. Compressed JSON takes at most a third of its characters. Each row may also need a new
    // page in its table and a new page in an index.
    const needed = 8 + texts.length + Math.ceil(characters / 3 / bytes);
    const room = { needed, limit: limit - Math.ceil(MERGE_BYTES / bytes) };
    evictRows(this.#vault, ledger, () => this.#coarsen(ledger), room);
  }

  #coarsen(ledger: StorageState): boolean {
    const { mergeRows: merge, ballast, maxPages } = this.#options;
    const { rows, pages } = this.#vault;
    const most = ballast.present ? Math.max(maxPages, pages.all) : pages.all;
    return (
      merge !== undefined &&
      downsampleOldest({ rows, ledger, merge, freeBytes: (most - pages.used) * pages.bytes })
    );
  }

  #insertRow(ledger: StorageState, record: OutboxRecord, commit: Commit): void {
    const { rows } = this.#vault;
    const place = {
      lane: record.lane,
      start: record.start,
      duration: record.durationMs,
      revision: record.revision,
    };
    const sealed = sealRow({ ...this.#head(ledger, commit), ...place, payload: record.payload });
    // The new row replaces rows with lower revisions. They are deleted, except those that the cloud has not
    // acknowledged yet.
    const earlier = record.lane === 'count' ? rows.revisions(record.durationMs, record.start) : [];
    for (const old of earlier) {
      const superseded = old.revision < sealed.revision && findAnchor(old) === findAnchor(sealed);
      if (superseded && !ledger.unsent.has(old.seq)) rows.remove(old.seq);
    }
    rows.insert(sealed);
    ledger.unsent.add(sealed.seq);
  }

  #insertWindow({ start, durationMs, revision, payload }: WindowRecord, stamp: Stamp): void {
    const { windows } = this.#vault.rows;
    const place = { lane: 'window' as const, start, duration: durationMs, revision };
    const head = { seq: windows.nextNumber(start), ...place, boot: this.#options.bootId };
    const time = { mono: Math.round(stamp.monotonicMs), wall: stamp.wallMs, quality: stamp.timeQuality };
    windows.insert(sealRow({ ...head, ...time, payload }));
    this.#rollUps.makeStale(start);
  }

  /** Inserts an event about storage itself, such as a repair. */
  report(event: object, stamp: Stamp): void {
    this.#vault.transact((ledger) => this.#insertEvent(ledger, JSON.stringify(event), stamp));
  }

  #insertEvent(ledger: StorageState, payload: string, stamp: Stamp): void {
    const { rows } = this.#vault;
    const place = { lane: 'event' as const, start: stamp.wallMs, duration: 0, revision: 0 };
    const sealed = sealRow({ ...this.#head(ledger, stamp), ...place, payload });
    rows.insert(sealed);
    ledger.unsent.add(sealed.seq);
    if (rows.count('event') > MAX_EVENTS) dropOldest(rows, ledger, 'event', 1);
  }

  /** Copies into this database all that `memory` stored while the disk refused writes. */
  adopt(memory: BoundedTables): void {
    const { state, rows: table } = this.#vault;
    const { ledger: kept, rows: from, state: keptState } = memory.#vault;
    const rows = from.seqs(0, kept.next).flatMap((seq) => from.get(seq) ?? []);
    const checkpoint = keptState.loadCheckpoint();
    this.#vault.transact((ledger) => {
      const firstSeq = rows[0]?.seq ?? ledger.next;
      if (firstSeq > ledger.next) {
        table.gaps.add({ fromSeq: ledger.next, toSeq: firstSeq - 1, reason: 'unused', rows: null });
      }
      const texts = rows.map(({ payload }) => decompress(payload));
      this.#makeRoom(ledger, [...texts, ...withBase(checkpoint?.text ?? '')]);
      for (const row of rows) {
        table.insert(row);
        if (kept.unsent.has(row.seq)) ledger.unsent.add(row.seq);
      }
      this.#adoptOwn(memory);
      for (const gap of from.gaps.list()) table.gaps.add(gap);
      ledger.next = Math.max(ledger.next, kept.next);
      ledger.dropped += kept.dropped;
      ledger.coarsened += kept.coarsened;
      if (checkpoint !== undefined) state.saveCheckpoint(checkpoint);
    });
  }

  /** Copies roll-ups and windows: the tables that are only for the console and never published. */
  #adoptOwn(memory: BoundedTables): void {
    const { windows } = this.#vault.rows;
    copyRollUps(memory.#rollUps, this.#rollUps);
    for (const window of memory.#vault.rows.windows.between(0, Number.MAX_SAFE_INTEGER)) {
      const numbered = { ...window, seq: windows.nextNumber(window.start) };
      windows.insert({ ...numbered, crc: rowChecksum(numbered) });
      this.#rollUps.makeStale(window.start);
    }
  }

  #head(ledger: StorageState, { monotonicMs, wallMs, timeQuality }: Stamp) {
    const seq = ledger.next++;
    const boot = this.#options.bootId;
    return { seq, boot, mono: Math.round(monotonicMs), wall: wallMs, quality: timeQuality };
  }

  /**
   * Verifies the checksums of the next `SCRUB_ROWS` rows, and returns the numbers of damaged rows. When damage is found
   * early, the other rows can still be saved.
   */
  scrub(): readonly number[] {
    const rows = wrapDiskErrors(() => this.#vault.rows.after(this.#scrubbed, SCRUB_ROWS));
    this.#scrubbed = rows.at(-1)?.seq ?? 0;
    return rows.filter((row) => !hasValidChecksum(row)).map(({ seq }) => seq);
  }

  rows(from: number, to: number): WindowRecord[] {
    const { rows } = this.#vault;
    return shown(rows.durations().flatMap((duration) => rows.between(duration, from, to)));
  }

  windows(from: number, to: number): WindowRecord[] {
    return shown(this.#vault.rows.windows.between(from, to));
  }

  rollUps(kind: RollUpKind, from: number, to: number): StoredRollUp[] {
    return this.#rollUps.between(kind, from, to);
  }
}

/** Returns the row with the highest revision of each interval, oldest first. Leaves out damaged rows. */
function shown(stored: readonly StoredRow[]): WindowRecord[] {
  return highestRevisions(stored)
    .filter(hasValidChecksum)
    .sort((a, b) => a.start - b.start || a.seq - b.seq)
    .map(({ start, duration, revision, payload }) => ({
      ...{ start: start as EpochMs, durationMs: duration, revision },
      payload: decompress(payload),
    }));
}

/** Counts the checkpoint's size twice: a commit may also store it as the base for later checkpoints. */
function withBase(checkpoint: string): readonly string[] {
  return [checkpoint, checkpoint];
}
