import { GatewayError } from '../core/model/gateway-error.ts';
import type { OutboxRow, RequeueResult } from '../ports/event-store.ts';
import { missingRows } from './missing-rows.ts';
import type { StoredRow } from './row-codec.ts';
import { openRow, sealRow, UNSYNCED } from './row-codec.ts';
import { toStorageError } from './storage-error.ts';
import type { StorageWriter } from './storage-writer.ts';

/** Acknowledgements kept in memory before they are written without a commit to go with. */
const MAX_UNWRITTEN_ACKS = 1000;
const MAX_PARKED = 1000;

/** Rows the cloud does not have yet. */
export class Outbox {
  readonly #vault: StorageWriter;
  #unwrittenAcks = 0;

  constructor(vault: StorageWriter) {
    this.#vault = vault;
  }

  pending(
    order: 'newest-first' | 'oldest-first',
    limit: number,
    exclude: ReadonlySet<number>,
  ): { readonly rows: OutboxRow[]; readonly damaged: number[] } {
    const { unsent } = this.#vault.ledger;
    const [rows, damaged]: [OutboxRow[], number[]] = [[], []];
    for (const seq of order === 'newest-first' ? unsent.descending() : unsent.ascending()) {
      if (rows.length >= limit) break;
      if (exclude.has(seq)) continue;
      const row = this.#read(seq);
      if (row === undefined) damaged.push(seq);
      else rows.push(row);
    }
    return { rows, damaged };
  }

  /** Undefined when the row, or the page it is on, is damaged. */
  #read(seq: number): OutboxRow | undefined {
    try {
      const found = this.#vault.rows.get(seq);
      return found === undefined ? undefined : openRow(found.row, found.lane);
    } catch (error) {
      const failure = toStorageError(error);
      if (failure instanceof GatewayError && failure.code === 'STORAGE_CORRUPT') return undefined;
      throw failure;
    }
  }

  acknowledge(seqs: readonly number[]): void {
    for (const seq of seqs) if (this.#vault.ledger.unsent.delete(seq)) this.#unwrittenAcks += 1;
    if (this.#unwrittenAcks < MAX_UNWRITTEN_ACKS) return;
    this.#unwrittenAcks = 0;
    this.#vault.quietly(() => this.#vault.transact(() => undefined));
  }

  park(seq: number, reason: string): void {
    if (!this.#vault.ledger.unsent.delete(seq)) return;
    this.#vault.quietly(() => this.#vault.transact(() => this.#notePark(seq, reason)));
  }

  /** Removes damaged rows from the outbox, so that they are never taken for numbers. */
  discard(seqs: readonly number[]): void {
    for (const seq of seqs) this.#vault.ledger.unsent.delete(seq);
    this.#vault.ledger.damaged += seqs.length;
    const { rows } = this.#vault;
    this.#vault.quietly(() =>
      this.#vault.transact(() => {
        for (const seq of seqs) rows.remove(seq);
        rows.gaps.addEach(seqs, 'damaged');
      }),
    );
  }

  #notePark(seq: number, reason: string): void {
    const { database } = this.#vault;
    database.prepare('INSERT OR REPLACE INTO parked (seq, reason) VALUES (?, ?)').run(seq, reason);
    database
      .prepare('DELETE FROM parked WHERE seq <= (SELECT seq FROM parked ORDER BY seq DESC LIMIT 1 OFFSET ?)')
      .run(MAX_PARKED);
  }

  requeue(fromSeq: number, toSeq: number): RequeueResult {
    const { rows, ledger } = this.#vault;
    const span = { fromSeq, toSeq: Math.min(toSeq, ledger.next - 1) };
    const held = rows.seqs(fromSeq, toSeq);
    const parked = new Set(rows.parked(fromSeq, toSeq));
    const sendable = held.filter((seq) => !parked.has(seq));
    if (sendable.some((seq) => !ledger.unsent.has(seq))) {
      this.#vault.transact((draft) => {
        for (const seq of sendable) draft.unsent.add(seq);
      });
    }
    const missing = missingRows(span, held, rows.gaps.list());
    const refused = [...parked].map((seq) => ({ fromSeq: seq, toSeq: seq, reason: 'parked' as const }));
    return {
      rows: sendable.length,
      missing: [...missing, ...refused].sort((a, b) => a.fromSeq - b.fromSeq),
    };
  }

  /** See `EventStore.restamp`. */
  restamp(
    bootId: string,
    deltaMs: number,
    limit: number,
    shift: (window: string, deltaMs: number) => string,
  ): number {
    const { ledger, rows } = this.#vault;
    const unsynced = rows
      .seqs(ledger.bootFirstSeq, ledger.next)
      .flatMap((seq) => rows.get(seq) ?? [])
      .filter(({ row }) => row.boot === bootId && row.quality === UNSYNCED);
    const batch = unsynced.slice(0, limit);
    if (batch.length === 0) return 0;
    this.#vault.transact((draft) => {
      for (const { row, lane } of batch) {
        rows.insert(shifted(row, lane, deltaMs, shift), lane);
        draft.unsent.add(row.seq);
      }
    });
    return unsynced.length - batch.length;
  }
}

function shifted(
  stored: StoredRow,
  lane: OutboxRow['lane'],
  deltaMs: number,
  shift: (window: string, deltaMs: number) => string,
): StoredRow {
  const row = openRow(stored, lane);
  // A damaged row keeps its wrong checksum and is found when it is to be sent.
  if (row === undefined) return { ...stored, quality: 0 };
  const payload = lane === 'summary' ? shift(row.payload, deltaMs) : row.payload;
  const moved = { start: stored.start + deltaMs, wall: stored.wall + deltaMs, quality: 'synced' as const };
  return sealRow({ ...stored, ...moved, payload });
}
