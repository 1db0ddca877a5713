import type { StoredRow } from './rows/row-codec.ts';
import { hasValidChecksum, openRow, sealRow, UNSYNCED } from './rows/row-codec.ts';
import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';

const MINUTE_MS = 60_000;
const LADDER_MS = [15 * MINUTE_MS, 60 * MINUTE_MS] as const;
/**
 * Age up to which rows keep their full detail if possible. Newer rows are merged only when no older ones are left to
 * merge.
 */
const DETAIL_MS = 7 * 24 * 60 * MINUTE_MS;

/**
 * Free space in bytes that a merged row needs besides its text. SQLite may split pages of the table and its indexes.
 */
const SPLIT_BYTES = 16 * 1024;

/** The interval that a merged row covers, and the row's revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

/** Merges the texts of several count rows, oldest first, into the text of one row. */
export type MergeRows = (rows: readonly string[], span: RowSpan) => string;

/**
 * Keeps only the highest revision of each interval. Rows of a boot without a synchronised clock are compared only
 * within that boot (`findAnchor`).
 */
export function highestRevisions(rows: readonly StoredRow[]): StoredRow[] {
  const highest = new Map<string, StoredRow>();
  for (const row of rows) {
    const key = `${row.duration}/${row.start}/${findAnchor(row)}`;
    const known = highest.get(key);
    if (known === undefined || known.revision <= row.revision) highest.set(key, row);
  }
  return [...highest.values()];
}

/**
 * Returns the boot id for rows with an unsynchronised clock, otherwise ''. Rows from two such boots may show the same
 * hour but mean different times.
 */
export function findAnchor(row: Pick<StoredRow, 'quality' | 'boot'>): string {
  return row.quality === UNSYNCED ? row.boot : '';
}

export interface DownsampleOptions {
  readonly rows: RowStatements;
  readonly ledger: StorageState;
  readonly merge: MergeRows;
  /** Bytes that can be written before storage is full. */
  readonly freeBytes: number;
}

/**
 * Merges the count rows of the oldest complete 15 minutes, or hour, into one row. If one of them was still in the
 * outbox, the merged row joins the outbox. Returns false when nothing is left to merge, or when the merged row does not
 * fit. Space for it is needed first: a page becomes free only when all its rows are deleted.
 */
export function downsampleOldest({ rows, ledger, merge, freeBytes }: DownsampleOptions): boolean {
  const group = nextGroup(rows);
  if (group === undefined) return false;
  const { whole, fresh } = selectKept(group);
  if (whole !== undefined && fresh.length === 0) {
    retire(
      group.parts.filter((part) => part !== whole),
      { rows, ledger },
      'coarsened',
    );
    return true;
  }
  const merged = mergeGroup(group, ledger.next, merge);
  if (merged !== undefined && merged.payload.length + SPLIT_BYTES > freeBytes) return false;
  const unsent = retire(group.parts, { rows, ledger }, merged === undefined ? 'damaged' : 'coarsened');
  if (merged === undefined) return true;
  ledger.next += 1;
  rows.insert(merged);
  if (unsent) ledger.unsent.add(merged.seq);
  return true;
}

/** Deletes rows. Returns true when the cloud had not acknowledged all of them. */
function retire(
  parts: readonly StoredRow[],
  { rows, ledger }: { readonly rows: RowStatements; readonly ledger: StorageState },
  reason: 'coarsened' | 'damaged',
): boolean {
  const seqs = parts.map(({ seq }) => seq);
  for (const seq of seqs) rows.remove(seq);
  rows.gaps.addEach(seqs, reason);
  ledger[reason] += seqs.length;
  return seqs.filter((seq) => ledger.unsent.delete(seq)).length > 0;
}

type Stretch = Omit<RowSpan, 'revision'>;

interface Group {
  readonly start: number;
  readonly duration: number;
  /** The rows to merge. If rows arrived late, one of these is a row that was merged earlier for the same interval. */
  readonly parts: readonly StoredRow[];
}

/**
 * Returns the newest intact row that covers the whole interval, and the rows written after it. Earlier rows are already
 * merged into it.
 */
function selectKept({ parts, duration }: Group): { whole: StoredRow | undefined; fresh: StoredRow[] } {
  const whole = parts
    .filter((part) => part.duration === duration && hasValidChecksum(part))
    .reduce<StoredRow | undefined>(
      (last, part) => (last === undefined || part.seq > last.seq ? part : last),
      undefined,
    );
  return { whole, fresh: parts.filter(({ seq }) => whole === undefined || seq > whole.seq) };
}

/** Returns undefined when no row is intact, or when the rows cannot be merged. */
function mergeGroup(group: Group, seq: number, merge: MergeRows): StoredRow | undefined {
  const { start, duration, parts } = group;
  const { whole, fresh } = selectKept(group);
  const sound = highestRevisions(whole === undefined ? fresh : [whole, ...fresh]).filter(hasValidChecksum);
  const last = sound.at(-1);
  if (last === undefined) return undefined;
  const opened = sound.flatMap((part) => openRow(part) ?? []);
  const before = parts.filter((part) => part.duration === duration).map(({ revision }) => revision + 1);
  const payloads = opened.map(({ payload }) => payload);
  const revision = Math.max(...before, ...sound.map((part) => part.revision));
  const payload = mergeOrNothing(payloads, { start, durationMs: duration, revision }, merge);
  if (payload === undefined) return undefined;
  return sealRow({
    ...{ seq, lane: 'count', start, duration, revision },
    ...{ boot: last.boot, mono: last.mono, wall: last.wall },
    quality: opened.find(({ timeQuality }) => timeQuality !== 'synced')?.timeQuality ?? 'synced',
    payload,
  });
}

/**
 * Returns undefined when `merge` throws, as for rows in the format of another release. The caller then drops these
 * rows.
 */
function mergeOrNothing(payloads: readonly string[], span: RowSpan, merge: MergeRows): string | undefined {
  try {
    return merge(payloads, span);
  } catch {
    return undefined;
  }
}

/**
 * Chooses the rows to merge next. First choice: rows older than 7 days. If there are none, and 15-minute rows reach
 * back more than twice as far as full detail, they become hours. Otherwise detail becomes 15-minute rows.
 */
function nextGroup(rows: RowStatements): Group | undefined {
  const newest = rows.newestWall();
  const [toQuarter, toHour] = LADDER_MS.map((target) => oldestSpan(rows, target));
  const old = [toQuarter, toHour].find((span) => span !== undefined && span.start < newest - DETAIL_MS);
  const reach = (span: Stretch): number => newest - span.start;
  const inStep =
    toQuarter !== undefined && toHour !== undefined && reach(toHour) > 2 * reach(toQuarter)
      ? toHour
      : (toQuarter ?? toHour);
  const span = old ?? inStep;
  return span === undefined ? undefined : groupOf(rows, span);
}

/** Returns the oldest complete interval of the length `target` (ms) that still has shorter rows. */
function oldestSpan(rows: RowStatements, target: number): Stretch | undefined {
  const ends = finerThan(rows, target).flatMap((duration) => rows.ends(duration) ?? []);
  if (ends.length === 0) return undefined;
  const start = Math.floor(Math.min(...ends.map(({ first }) => first)) / target) * target;
  const newest = Math.max(...ends.map(({ last }) => last));
  return newest < start + target ? undefined : { start, durationMs: target };
}

function finerThan(rows: RowStatements, target: number): number[] {
  const below = LADDER_MS.findLast((step) => step < target) ?? 0;
  return rows.durations().filter((duration) => duration >= below && duration < target);
}

function groupOf(rows: RowStatements, { start, durationMs }: Stretch): Group {
  const finer = finerThan(rows, durationMs).flatMap((duration) =>
    rows.between(duration, start, start + durationMs),
  );
  const anchor = finer.map(findAnchor)[0];
  const parts = [...rows.revisions(durationMs, start), ...finer]
    .filter((row) => findAnchor(row) === anchor)
    .sort((a, b) => a.start - b.start);
  return { start, duration: durationMs, parts };
}
