import { crc32 } from 'node:zlib';
import type { Database, Statement } from './database.ts';
import { pragmaNumber } from './database.ts';
import { compress, decompress, packLike, unpackLike } from './rows/row-codec.ts';
import { SequenceRanges } from './sequence-ranges.ts';

/** State of storage besides its rows: saved with every transaction, in one small row. */
export interface StorageState {
  /** The number the next row gets. */
  next: number;
  /** Rows the cloud has not acknowledged: the outbox. */
  unsent: SequenceRanges;
  dropped: number;
  coarsened: number;
  damaged: number;
  /** The boot that wrote last, and the first number it took. */
  boot: string;
  bootFirstSeq: number;
}

/** An earlier checkpoint, which those after it are packed against. */
const BASE = -2;
/** These two are written with every commit: side by side, and apart from the others, they share a page. */
const CHECKPOINT = 1;
const LEDGER = 2;
/** A base serves this many commits: each differs a little more from it than the one before. */
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

/** The checkpoint and the ledger on disk; statements prepared once, since they run with every commit. */
export class StateTable {
  readonly #load: Statement<[number], StateRow>;
  readonly #save: Statement<[number, number, string | Buffer, number]>;
  readonly #remove: Statement<[number]>;
  /** Of a row on one overflow page (SQLite file format, section 1.6). */
  readonly #overflowBytes: number;
  #base: Base | undefined;
  #baseCommits = 0;

  constructor(database: Database) {
    this.#overflowBytes = pragmaNumber(database, 'page_size') - 4;
    this.#remove = database.prepare('DELETE FROM state WHERE id = ?');
    this.#load = database.prepare('SELECT at, value, crc FROM state WHERE id = ?');
    this.#save = database.prepare('INSERT OR REPLACE INTO state (id, at, value, crc) VALUES (?, ?, ?, ?)');
  }

  /** Undefined when there is none or a bit of it has changed. */
  loadLedger(): StorageState | undefined {
    const text = this.#read(LEDGER);
    if (text === undefined) return undefined;
    const saved = JSON.parse(text) as Omit<StorageState, 'unsent'> & { readonly unsent: string };
    return { ...saved, unsent: SequenceRanges.decode(saved.unsent) };
  }

  saveLedger(ledger: StorageState): void {
    this.#write(LEDGER, 0, compress(JSON.stringify({ ...ledger, unsent: ledger.unsent.encode() })));
  }

  /** Undefined when there is none, or when a bit of it or of its base has changed. */
  loadCheckpoint(): SavedCheckpoint | undefined {
    const base = this.#loadBase();
    const row = this.#load.get(CHECKPOINT);
    if (base === undefined || row === undefined) return undefined;
    const { at, value } = row;
    if (typeof value === 'string' || stateChecksum(value, at, base.crc) !== row.crc) return undefined;
    try {
      return { at, text: unpackLike(value, base.text) };
    } catch {
      // Of a program that packed it otherwise.
      return undefined;
    }
  }

  saveCheckpoint({ at, text }: SavedCheckpoint): void {
    const base = this.#baseFor(at, text);
    this.#write(CHECKPOINT, at, this.#padded(packLike(text, base.text)), base.crc);
  }

  /** The base on the disk, or a new one. After a failed commit or a bad card, memory and disk can differ. */
  #baseFor(at: number, text: string): Base {
    this.#baseCommits += 1;
    const isThere = this.#base !== undefined && this.#soundRow(BASE)?.crc === this.#base.crc;
    if (this.#base !== undefined && isThere && this.#baseCommits < BASE_COMMITS) return this.#base;
    this.#baseCommits = 0;
    // Once a busy hour has parted it from the ledger, only this brings the two together again.
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
   * Pads to whole pages: data of the same length overwrites its old pages, and no free list changes. Packed data marks
   * its own end.
   */
  #padded(packed: string | Buffer): string | Buffer {
    if (typeof packed === 'string') return packed;
    const pages = Math.ceil(packed.length / this.#overflowBytes);
    return Buffer.concat([packed, Buffer.alloc(pages * this.#overflowBytes - packed.length)]);
  }

  /** Returns its checksum. */
  #write(id: number, at: number, value: string | Buffer, baseCrc?: number): number {
    const crc = stateChecksum(value, at, baseCrc);
    this.#save.run(id, at, value, crc);
    return crc;
  }
}

/** `baseCrc`: of what it cannot be read without. */
function stateChecksum(value: string | Buffer, at: number, baseCrc?: number): number {
  return crc32(value, crc32(baseCrc === undefined ? String(at) : `${at} ${baseCrc}`));
}
