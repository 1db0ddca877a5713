import type { Database } from './database.ts';
import { configure } from './database.ts';
import { loadCheckpoint, loadLedger, saveCheckpoint, saveLedger } from './ledger.ts';
import type { StoredRow } from './row.ts';
import { openRow } from './row.ts';
import type { Rows } from './rows.ts';
import { prepareRows } from './rows.ts';

export interface Salvage {
  readonly rows: number;
  /** False when the time ran out before the end. */
  readonly complete: boolean;
}

/** A start does not wait longer for what can be read of a damaged database. */
const TIME_LIMIT_MS = 4000;
/** How far ahead a row is looked for beyond an unreadable page, at most. */
const FARTHEST_STEP = 2 ** 40;
const ROWS_PER_TRANSACTION = 500;

/** Copies what can still be read and passes its checksum from a damaged database into a new one. */
export function salvage(file: string, into: Database, open: (path: string) => Database): Salvage {
  const deadlineMs = performance.now() + TIME_LIMIT_MS;
  let from: Database | undefined;
  try {
    from = open(file);
    configure(from, 0xffff_fffe);
    const rows = prepareRows(into);
    const windows = copyTable(from, into, rows, 'record', deadlineMs);
    const events = copyTable(from, into, rows, 'event', deadlineMs);
    copyState(from, into);
    return { rows: windows.rows + events.rows, complete: windows.complete && events.complete };
  } catch {
    // Not even its schema can be read.
    return { rows: 0, complete: true };
  } finally {
    closeQuietly(from);
  }
}

const COLUMNS = {
  record: 'seq, start, duration, revision, boot, mono, wall, quality, payload, crc',
  event: 'seq, wall AS start, 0 AS duration, 0 AS revision, boot, mono, wall, quality, payload, crc',
} as const;

function copyTable(
  from: Database,
  into: Database,
  rows: Rows,
  table: 'record' | 'event',
  deadlineMs: number,
): Salvage {
  const lane = table === 'record' ? 'summary' : 'event';
  const next = from.prepare<[number], StoredRow>(
    `SELECT ${COLUMNS[table]} FROM ${table} WHERE seq > ? ORDER BY seq LIMIT 1`,
  );
  let [after, copied, ended] = [0, 0, false];
  const copySome = into.transaction(() => {
    for (let count = 0; count < ROWS_PER_TRANSACTION && !ended; count += 1) {
      const row = nextReadable(next, after);
      ended = row === undefined || performance.now() > deadlineMs;
      if (row === undefined) return;
      after = Math.max(row.seq, after + 1);
      if (!isSound(row, lane)) continue;
      rows.insert(row, lane);
      copied += 1;
    }
  });
  while (!ended) copySome();
  return { rows: copied, complete: performance.now() <= deadlineMs };
}

/** The next row that can be read; beyond a bad page it is looked for in leaps, and then the first one by halving. */
function nextReadable(
  next: { get(after: number): StoredRow | undefined },
  after: number,
): StoredRow | undefined {
  const tried = (step: number): StoredRow | 'end' | undefined => {
    try {
      return next.get(after + step) ?? 'end';
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

function isSound(row: StoredRow, lane: 'summary' | 'event'): boolean {
  try {
    return openRow(row, lane) !== undefined;
  } catch {
    return false;
  }
}

function copyState(from: Database, into: Database): void {
  try {
    const checkpoint = loadCheckpoint(from);
    if (checkpoint !== undefined) saveCheckpoint(into, checkpoint.at, checkpoint.text);
    const ledger = loadLedger(from);
    if (ledger !== undefined) saveLedger(into, ledger);
  } catch {
    // The rows are what matters: without a ledger all of them are sent again.
  }
}

function closeQuietly(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // It is damaged; its file stays where it is.
  }
}
