import { crc32 } from 'node:zlib';
import type { Database, Statement } from './database.ts';
import { pragmaNumber } from './database.ts';
import { compress, decompress, packLike, unpackLike } from './rows/row-codec.ts';
import { SequenceRanges } from './sequence-ranges.ts';

/** The state of storage in addition to its rows. Every transaction saves it in one small row. */
export interface StorageState {
  next: number;
  /** The outbox: rows that the cloud has not acknowledged. */
  unsent: SequenceRanges;
  dropped: number;
  coarsened: number;
  damaged: number;
  /** The boot that wrote last, and the first sequence number of that boot. */
  boot: string;
  bootFirstSeq: number;
}

/** Row id of the base: an older checkpoint. Newer checkpoints are stored as differences from it. */
const BASE = -2;
/**
 * Ids of the two rows that every commit writes. They are consecutive, and apart from the base's id, so that both rows
 * usually share a page.
 */
const CHECKPOINT = 1;
const LEDGER = 2;
/** Number of commits after which a new base is stored: each further checkpoint differs more from the base. */
const BASE_COMMITS = 24;

export interface SavedCheckpoint {
  readonly at: number;
  readonly text: string;
}

interface StateRow {
  readonly at: number;
  readonly value: string | Buffer;
  readonly crc: number;
}

export function copyLedger(ledger: StorageState): StorageState {
  return { ...ledger, unsent: ledger.unsent.clone() };
}

interface Base {
  readonly text: Buffer;
  readonly crc: number;
}

/**
 * Reads and writes the checkpoint and the storage state. Its statements are prepared once, because every commit runs
 * them.
 */
export class StateTable {
  readonly #load: Statement<[number], StateRow>;
  readonly #save: Statement<[number, number, string | Buffer, number]>;
  readonly #remove: Statement<[number]>;
  /** Bytes that one overflow page holds of a row (SQLite file format, section 1.6). */
  readonly #overflowBytes: number;
  #base: Base | undefined;
  #baseCommits = 0;

  constructor(database: Database) {
    this.#overflowBytes = pragmaNumber(database, 'page_size') - 4;
    this.#remove = database.prepare('DELETE FROM state WHERE id = ?');
    this.#load = database.prepare('SELECT at, value, crc FROM state WHERE id = ?');
    this.#save = database.prepare('INSERT OR REPLACE INTO state (id, at, value, crc) VALUES (?, ?, ?, ?)');
  }

  /** Returns undefined when no storage state is stored or its checksum fails. */
  loadLedger(): StorageState | undefined {
    const text = this.#read(LEDGER);
    if (text === undefined) return undefined;
    const saved = JSON.parse(text) as Omit<StorageState, 'unsent'> & { readonly unsent: string };
    return { ...saved, unsent: SequenceRanges.decode(saved.unsent) };
  }

  saveLedger(ledger: StorageState): void {
    this.#write(LEDGER, 0, compress(JSON.stringify({ ...ledger, unsent: ledger.unsent.encode() })));
  }

  /** Returns undefined when no checkpoint is stored, or when its checksum or that of its base fails. */
  loadCheckpoint(): SavedCheckpoint | undefined {
    const base = this.#loadBase();
    const row = this.#load.get(CHECKPOINT);
    if (base === undefined || row === undefined) return undefined;
    const { at, value } = row;
    if (typeof value === 'string' || stateChecksum(value, at, base.crc) !== row.crc) return undefined;
    try {
      return { at, text: unpackLike(value, base.text) };
    } catch {
      // Another release stored the checkpoint in an unknown format.
      return undefined;
    }
  }

  saveCheckpoint({ at, text }: SavedCheckpoint): void {
    const base = this.#baseFor(at, text);
    this.#write(CHECKPOINT, at, this.#padded(packLike(text, base.text)), base.crc);
  }

  /**
   * Returns the stored base, or stores a new one. Reads it back first: after a failed commit or on a bad SD card, it
   * may differ from the one in memory.
   */
  #baseFor(at: number, text: string): Base {
    this.#baseCommits += 1;
    const isThere = this.#base !== undefined && this.#soundRow(BASE)?.crc === this.#base.crc;
    if (this.#base !== undefined && isThere && this.#baseCommits < BASE_COMMITS) return this.#base;
    this.#baseCommits = 0;
    // In a busy hour the checkpoint may have moved to another page. Deleted here and inserted again, it shares a page
    // with the storage state again.
    this.#remove.run(CHECKPOINT);
    this.#base = { text: Buffer.from(text), crc: this.#write(BASE, at, this.#padded(compress(text))) };
    return this.#base;
  }

  #loadBase(): Base | undefined {
    const row = this.#soundRow(BASE);
    return row && { text: Buffer.from(decompress(row.value)), crc: row.crc };
  }

  #read(id: number): string | undefined {
    const row = this.#soundRow(id);
    return row && decompress(row.value);
  }

  #soundRow(id: number): StateRow | undefined {
    const row = this.#load.get(id);
    return row !== undefined && stateChecksum(row.value, row.at) === row.crc ? row : undefined;
  }

  /**
   * Pads compressed data to whole pages. Data of unchanged length then overwrites its own pages, and SQLite's list of
   * free pages stays the same. Readers ignore the padding.
   */
  #padded(packed: string | Buffer): string | Buffer {
    if (typeof packed === 'string') return packed;
    const pages = Math.ceil(packed.length / this.#overflowBytes);
    return Buffer.concat([packed, Buffer.alloc(pages * this.#overflowBytes - packed.length)]);
  }

  /** Writes a row. Returns its checksum. */
  #write(id: number, at: number, value: string | Buffer, baseCrc?: number): number {
    const crc = stateChecksum(value, at, baseCrc);
    this.#save.run(id, at, value, crc);
    return crc;
  }
}

/** `baseCrc` is the checksum of the base that the value is a difference from. */
function stateChecksum(value: string | Buffer, at: number, baseCrc?: number): number {
  return crc32(value, crc32(baseCrc === undefined ? String(at) : `${at} ${baseCrc}`));
}
