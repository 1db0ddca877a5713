import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { Database, OpenDatabase } from './database.ts';
import { configure, pragmaNumber } from './database.ts';
import { RollUpTable, salvageRollUps } from './roll-up-table.ts';
import { renumberWindows } from './rows/renumber-windows.ts';
import type { StoredRow } from './rows/row-codec.ts';
import { hasValidChecksum } from './rows/row-codec.ts';
import type { RowTable } from './rows/row-statements.ts';
import { RowStatements, selectAfter } from './rows/row-statements.ts';
import { StateTable } from './storage-state.ts';

export interface Salvage {
  readonly rows: number;
  /** False when the salvage stopped at its time limit. */
  readonly complete: boolean;
}

/** Longest time, in ms, that a start spends on reading rows from a damaged database. */
const TIME_LIMIT_MS = 4000;
/** Longest jump over unreadable rows, as a difference of row numbers. Numbers stay below 2^53 and therefore exact. */
const FARTHEST_STEP = 2 ** 52;
const ROWS_PER_TRANSACTION = 500;

/** Copies readable rows with a valid checksum from a damaged database file into a new database. */
export function salvage(file: string, into: Database, open: OpenDatabase): Salvage {
  const deadlineMs = performance.now() + TIME_LIMIT_MS;
  try {
    return copyAll(file, into, { open, deadlineMs });
  } catch {
    // The first page is damaged. Replaces it with the first page of the new database: it has the same tables on the
    // same pages, so only a few numbers differ.
    if (!transplantFirstPage(file, into)) return NOTHING;
  }
  try {
    return copyAll(file, into, { open, deadlineMs });
  } catch {
    return NOTHING;
  }
}

const NOTHING: Salvage = { rows: 0, complete: true };

function copyAll(
  file: string,
  into: Database,
  { open, deadlineMs }: { readonly open: OpenDatabase; readonly deadlineMs: number },
): Salvage {
  const from = open(file);
  try {
    configure(from, { maxBytes: Number.MAX_SAFE_INTEGER, walBytes: 2 * 1024 * 1024 });
    const windows = copyTable(from, into, 'record', deadlineMs);
    const events = copyTable(from, into, 'event', deadlineMs);
    const own = copyTable(from, into, 'window', deadlineMs);
    copyState(from, into);
    renumberWindows(into);
    salvageRollUps(from, new RollUpTable(into, maxBytesOf(into)));
    const complete = windows.complete && events.complete && own.complete;
    return { rows: windows.rows + events.rows, complete };
  } finally {
    closeQuietly(from);
  }
}

function maxBytesOf(database: Database): number {
  return pragmaNumber(database, 'max_page_count') * pragmaNumber(database, 'page_size');
}

/** Offsets in the database header (SQLite file format, section 1.3). */
const SIZE_IN_PAGES_AT = 28;
const FREE_PAGES_AT = 32;

function transplantFirstPage(file: string, donor: Database): boolean {
  const pageBytes = pragmaNumber(donor, 'page_size');
  const pages = Math.floor(statSync(file).size / pageBytes);
  if (pages < 2) return false;
  donor.pragma('wal_checkpoint(TRUNCATE)');
  const page = Buffer.alloc(pageBytes);
  const from = openSync(donor.name, 'r');
  const to = openSync(file, 'r+');
  try {
    readSync(from, page, 0, pageBytes, 0);
    page.writeUInt32BE(pages, SIZE_IN_PAGES_AT);
    page.fill(0, FREE_PAGES_AT, FREE_PAGES_AT + 8);
    writeSync(to, page, 0, pageBytes, 0);
    return true;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

function copyTable(from: Database, into: Database, table: RowTable, deadlineMs: number): Salvage {
  const rows = new RowStatements(into);
  const next = selectAfter(from, table);
  let [after, copied, ended] = [0, 0, false];
  const copySome = into.transaction(() => {
    for (let count = 0; count < ROWS_PER_TRANSACTION && !ended; count += 1) {
      const row = nextReadable(next, after);
      ended = row === undefined || performance.now() > deadlineMs;
      if (row === undefined) return;
      after = Math.max(row.seq, after + 1);
      if (!hasValidChecksum(row)) continue;
      rows.insert(row);
      copied += 1;
    }
  });
  while (!ended) copySome();
  return { rows: copied, complete: performance.now() <= deadlineMs };
}

/**
 * Finds the next readable row. It doubles its steps until it is past the damaged pages, then bisects to the first row
 * after them.
 */
function nextReadable(
  next: { get(after: number, limit: number): StoredRow | undefined },
  after: number,
): StoredRow | undefined {
  const tried = (step: number): StoredRow | 'end' | undefined => {
    try {
      return next.get(after + step, 1) ?? 'end';
    } catch {
      return undefined;
    }
  };
  let [bad, good] = [-1, 0];
  let found = tried(good);
  while (found === undefined && good < FARTHEST_STEP) {
    bad = good;
    good = Math.max(1, good * 2);
    found = tried(good);
  }
  while (found !== undefined && good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    const nearer = tried(middle);
    if (nearer === undefined) bad = middle;
    else [good, found] = [middle, nearer];
  }
  return found === 'end' ? undefined : found;
}

/**
 * Copies each part separately, as only one may be on a damaged page. Without the storage state, the gateway sends all
 * rows again.
 */
function copyState(from: Database, into: Database): void {
  const tried = (copy: (damaged: StateTable, sound: StateTable) => void) => {
    try {
      copy(new StateTable(from), new StateTable(into));
    } catch {
      // Continues without this part, because the rows matter more.
    }
  };
  tried((damaged, sound) => {
    const ledger = damaged.loadLedger();
    if (ledger !== undefined) sound.saveLedger(ledger);
  });
  tried((damaged, sound) => {
    const checkpoint = damaged.loadCheckpoint();
    if (checkpoint !== undefined) sound.saveCheckpoint(checkpoint);
  });
}

function closeQuietly(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // Closing fails for a damaged database. Its file stays where it is.
  }
}
