import { GatewayError } from '../core/model/gateway-error.ts';
import type { OutboxRow, RequeueResult } from '../ports/event-store.ts';
import { missingRows } from './missing-rows.ts';
import type { StoredRow } from './rows/row-codec.ts';
import { decompress, hasValidChecksum, openRow, sealRow, UNSYNCED } from './rows/row-codec.ts';
import { toStorageError } from './storage-error.ts';
import type { StorageWriter } from './storage-writer.ts';

/**
 * Largest number of acknowledgements that are only in memory. Above it, storage writes them immediately; otherwise the
 * next commit does.
 */
const MAX_UNWRITTEN_ACKS = 1000;
const MAX_PARKED = 1000;

/** The rows that the cloud has not acknowledged. */
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

  /** Returns undefined when the row or its page is damaged. */
  #read(seq: number): OutboxRow | undefined {
    try {
      const found = this.#vault.rows.get(seq);
      return found && openRow(found);
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

  /** Removes damaged rows from the outbox, so that they are not published. */
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

  /** Implements `EventStore.restamp`. */
  restamp(bootId: string, deltaMs: number, limit: number, shift: Shifts): number {
    const { ledger, rows } = this.#vault;
    const unsynced = rows
      .seqs(ledger.bootFirstSeq, ledger.next)
      .flatMap((seq) => rows.get(seq) ?? [])
      .filter((row) => row.boot === bootId && row.quality === UNSYNCED);
    const batch = unsynced.slice(0, limit);
    const windows = rows.windows.ofBoot(bootId, UNSYNCED, limit);
    if (batch.length + windows.length === 0) return 0;
    this.#vault.transact((draft) => {
      for (const row of batch) {
        rows.insert(shifted(row, deltaMs, shift));
        draft.unsent.add(row.seq);
      }
      for (const window of windows) {
        rows.windows.remove(window.seq);
        rows.insert(shifted(window, deltaMs, shift, rows.windows.nextNumber(window.start + deltaMs)));
      }
    });
    return unsynced.length - batch.length + rows.windows.ofBoot(bootId, UNSYNCED, limit).length;
  }
}

/** Functions that shift the times in stored texts: of a published row, and of a console window. */
export interface Shifts {
  readonly row: (text: string, deltaMs: number) => string;
  readonly window: (text: string, deltaMs: number) => string;
}

/** `seq` is the new number of the row. */
function shifted(stored: StoredRow, deltaMs: number, shift: Shifts, seq: number = stored.seq): StoredRow {
  // A damaged row keeps its wrong checksum, so that a later check still detects the damage.
  if (!hasValidChecksum(stored)) return { ...stored, quality: 0 };
  const text = decompress(stored.payload);
  const payload =
    stored.lane === 'event' ? text : shift[stored.lane === 'window' ? 'window' : 'row'](text, deltaMs);
  const moved = {
    seq,
    start: stored.start + deltaMs,
    wall: stored.wall + deltaMs,
    quality: 'synced' as const,
  };
  return sealRow({ ...stored, ...moved, payload });
}
