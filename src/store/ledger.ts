import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';
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

interface StateRow {
  readonly at: number;
  readonly value: string | Buffer;
  readonly crc: number;
}

export function copyLedger(ledger: Ledger): Ledger {
  return { ...ledger, unsent: ledger.unsent.clone() };
}

/** Undefined when there is none or a bit of it has changed. */
export function loadLedger(database: Database): Ledger | undefined {
  const text = loadState(database, LEDGER)?.text;
  if (text === undefined) return undefined;
  const saved = JSON.parse(text) as Omit<Ledger, 'unsent'> & { readonly unsent: string };
  return { ...saved, unsent: SeqSet.decode(saved.unsent) };
}

export function saveLedger(database: Database, ledger: Ledger): void {
  saveState(database, LEDGER, 0, JSON.stringify({ ...ledger, unsent: ledger.unsent.encode() }));
}

export function loadCheckpoint(
  database: Database,
): { readonly at: number; readonly text: string } | undefined {
  return loadState(database, CHECKPOINT);
}

export function saveCheckpoint(database: Database, at: number, text: string): void {
  saveState(database, CHECKPOINT, at, text);
}

function loadState(
  database: Database,
  id: number,
): { readonly at: number; readonly text: string } | undefined {
  const row = database.prepare<[number], StateRow>('SELECT at, value, crc FROM state WHERE id = ?').get(id);
  if (row === undefined || stateChecksum(row.value, row.at) !== row.crc) return undefined;
  return { at: row.at, text: unpack(row.value) };
}

function saveState(database: Database, id: number, at: number, text: string): void {
  const value = pack(text);
  database
    .prepare('INSERT OR REPLACE INTO state (id, at, value, crc) VALUES (?, ?, ?, ?)')
    .run(id, at, value, stateChecksum(value, at));
}

function stateChecksum(value: string | Buffer, at: number): number {
  return crc32(value, crc32(String(at)));
}
