import { crc32 } from 'node:zlib';
import type { Database, Statement } from './database.ts';
import { pack, unpack } from './row.ts';
import { SeqSet } from './seq-set.ts';

/** What the store knows beside its rows: saved with every transaction, in one small row. */
export interface Ledger {
  /** The number the next row gets. */
  next: number;
  /** Rows the cloud has not acknowledged: the outbox. */
  unsent: SeqSet;
  dropped: number;
  coarsened: number;
  damaged: number;
  /** The boot that wrote last, and the first number it took. */
  boot: string;
  bootFirstSeq: number;
}

const CHECKPOINT = 1;
const LEDGER = 2;
const SETTLED = 3;

export interface SavedCheckpoint {
  readonly at: number;
  readonly text: string;
  readonly settled?: string;
}

interface StateRow {
  readonly at: number;
  readonly value: string | Buffer;
  readonly crc: number;
}

export function copyLedger(ledger: Ledger): Ledger {
  return { ...ledger, unsent: ledger.unsent.clone() };
}

/** The checkpoint and the ledger on disk; statements prepared once, since they run with every commit. */
export class StateTable {
  readonly #load: Statement<[number], StateRow>;
  readonly #save: Statement<[number, number, string | Buffer, number]>;

  constructor(database: Database) {
    this.#load = database.prepare('SELECT at, value, crc FROM state WHERE id = ?');
    this.#save = database.prepare('INSERT OR REPLACE INTO state (id, at, value, crc) VALUES (?, ?, ?, ?)');
  }

  /** Undefined when there is none or a bit of it has changed. */
  loadLedger(): Ledger | undefined {
    const text = this.#read(LEDGER)?.text;
    if (text === undefined) return undefined;
    const saved = JSON.parse(text) as Omit<Ledger, 'unsent'> & { readonly unsent: string };
    return { ...saved, unsent: SeqSet.decode(saved.unsent) };
  }

  saveLedger(ledger: Ledger): void {
    this.#write(LEDGER, 0, JSON.stringify({ ...ledger, unsent: ledger.unsent.encode() }));
  }

  loadCheckpoint(): SavedCheckpoint | undefined {
    const saved = this.#read(CHECKPOINT);
    const settled = this.#read(SETTLED)?.text;
    return saved === undefined || settled === undefined ? saved : { ...saved, settled };
  }

  /** Without anything new that is settled, that stays as it was. */
  saveCheckpoint({ at, text, settled }: SavedCheckpoint): void {
    this.#write(CHECKPOINT, at, text);
    if (settled !== undefined) this.#write(SETTLED, at, settled);
  }

  #read(id: number): { readonly at: number; readonly text: string } | undefined {
    const row = this.#load.get(id);
    if (row === undefined || stateChecksum(row.value, row.at) !== row.crc) return undefined;
    return { at: row.at, text: unpack(row.value) };
  }

  #write(id: number, at: number, text: string): void {
    const value = pack(text);
    this.#save.run(id, at, value, stateChecksum(value, at));
  }
}

function stateChecksum(value: string | Buffer, at: number): number {
  return crc32(value, crc32(String(at)));
}
