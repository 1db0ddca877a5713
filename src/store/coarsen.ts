import type { Database } from './database.ts';
import { addGap } from './gap-list.ts';
import type { Ledger } from './ledger.ts';
import type { StoredRow } from './row.ts';
import { isSound, openRow, sealRow, UNSYNCED } from './row.ts';
import type { Rows } from './rows.ts';

const MINUTE_MS = 60_000;
const LADDER_MS = [15 * MINUTE_MS, 60 * MINUTE_MS] as const;
/** Full detail is kept this long as long as anything older can still be made coarser. */
const DETAIL_MS = 7 * 24 * 60 * MINUTE_MS;

/** Several windows as one, by the rules of their metrics. Texts in, text out; oldest first. */
export type MergeWindows = (windows: readonly string[]) => string;

/** One row for each window that the ring shows: the highest revision. Boots without the time stay apart. */
export function highestRevisions(rows: readonly StoredRow[]): StoredRow[] {
  const highest = new Map<string, StoredRow>();
  for (const row of rows) {
    const key = `${row.duration}/${row.start}/${anchorOf(row)}`;
    const known = highest.get(key);
    if (known === undefined || known.revision <= row.revision) highest.set(key, row);
  }
  return [...highest.values()];
}

/** Rows of a boot that never knew the time may bear the same hours as those of another. */
export function anchorOf(row: Pick<StoredRow, 'quality' | 'boot'>): string {
  return row.quality === UNSYNCED ? row.boot : '';
}

/**
 * Merges the oldest full quarter of an hour, or hour, of finer windows into one, and puts it into the outbox if any
 * of its parts was still there. False when nothing is left to merge.
 */
export function coarsenOldest(database: Database, rows: Rows, ledger: Ledger, merge: MergeWindows): boolean {
  const group = nextGroup(database, rows);
  if (group === undefined) return false;
  const sound = highestRevisions(group.rows).filter(isSound);
  const unsent = group.rows.filter(({ seq }) => ledger.unsent.delete(seq)).length > 0;
  for (const { seq } of group.rows) {
    rows.remove(seq);
    addGap(database, { fromSeq: seq, toSeq: seq, reason: 'coarsened', rows: 1 });
  }
  ledger.coarsened += group.rows.length;
  const last = sound.at(-1);
  if (last === undefined) return true;
  const seq = ledger.next++;
  rows.insert(mergedRow(sound, last, { seq, merge, ...group }), 'summary');
  if (unsent) ledger.unsent.add(seq);
  return true;
}

function mergedRow(
  parts: readonly StoredRow[],
  last: StoredRow,
  target: {
    readonly seq: number;
    readonly start: number;
    readonly duration: number;
    readonly merge: MergeWindows;
  },
): StoredRow {
  const opened = parts.flatMap((part) => openRow(part, 'summary') ?? []);
  const worst = opened.find(({ timeQuality }) => timeQuality !== 'synced')?.timeQuality ?? 'synced';
  return sealRow({
    seq: target.seq,
    start: target.start,
    duration: target.duration,
    revision: Math.max(...parts.map(({ revision }) => revision)),
    boot: last.boot,
    mono: last.mono,
    wall: last.wall,
    quality: worst,
    payload: target.merge(opened.map(({ payload }) => payload)),
  });
}

interface Group {
  readonly start: number;
  readonly duration: number;
  readonly rows: StoredRow[];
}

/** Old detail first, then old quarters, and only when both are used up the detail of the last days. */
function nextGroup(database: Database, rows: Rows): Group | undefined {
  const newest = Number(database.prepare('SELECT wall FROM record ORDER BY seq DESC LIMIT 1').pluck().get());
  for (const before of [newest - DETAIL_MS, Number.MAX_SAFE_INTEGER]) {
    for (const target of LADDER_MS) {
      const group = oldestGroup(rows, target, before);
      if (group !== undefined) return group;
    }
  }
  return undefined;
}

function oldestGroup(rows: Rows, target: number, before: number): Group | undefined {
  const below = LADDER_MS.findLast((step) => step < target) ?? 0;
  const finer = rows.durations().filter((duration) => duration >= below && duration < target);
  const ends = finer.flatMap((duration) => rows.ends(duration) ?? []);
  const oldest = Math.min(...ends.map(({ first }) => first));
  const start = Math.floor(oldest / target) * target;
  const newest = Math.max(...ends.map(({ last }) => last));
  // A bucket that still fills up is left alone.
  if (ends.length === 0 || start >= before || newest < start + target) return undefined;
  const found = finer.flatMap((duration) => rows.between(duration, start, start + target));
  const anchor = found.map(anchorOf)[0];
  const ordered = found.filter((row) => anchorOf(row) === anchor).sort((a, b) => a.start - b.start);
  return { start, duration: target, rows: ordered };
}
