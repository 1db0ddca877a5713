import type { StoredRow } from './rows/row-codec.ts';
import { hasValidChecksum, openRow, sealRow, UNSYNCED } from './rows/row-codec.ts';
import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';

const MINUTE_MS = 60_000;
const LADDER_MS = [15 * MINUTE_MS, 60 * MINUTE_MS] as const;
/** Full detail is kept for this long, as long as older rows can still be downsampled. */
const DETAIL_MS = 7 * 24 * 60 * MINUTE_MS;

/** Free space that a merged row needs beyond its text, in bytes: pages that SQLite splits in the table or an index. */
const SPLIT_BYTES = 16 * 1024;

/** The interval that a merged row covers, and the row's revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

/** Merges the texts of several count rows, oldest first, into the text of one row. */
export type MergeRows = (rows: readonly string[], span: RowSpan) => string;

/** Keeps the highest revision per interval. Rows of boots without a synchronised clock stay apart (`findAnchor`). */
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
 * Returns the boot for rows with an unsynchronised clock, otherwise ''. Two such boots may use the same hours for
 * different times.
 */
export function findAnchor(row: Pick<StoredRow, 'quality' | 'boot'>): string {
  return row.quality === UNSYNCED ? row.boot : '';
}

export interface DownsampleOptions {
  readonly rows: RowStatements;
  readonly ledger: StorageState;
  readonly merge: MergeRows;
  /** Bytes that can be written before storage must evict rows. */
  readonly freeBytes: number;
}

/**
 * Merges the finer count rows of the oldest full 15 minutes, or hour, into one row. If a part was still in the outbox,
 * the merged row joins the outbox. False when nothing is left to merge, or when the merged row does not fit. A page
 * becomes free only when its last row is removed.
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

/** Deletes rows. True when the cloud has not acknowledged one of them. */
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
  /** The finer rows of the interval. An earlier merged row of the same interval is one of them when rows came late. */
  readonly parts: readonly StoredRow[];
}

/**
 * Picks the newest sound row of the full length, and the rows written after it. That row already holds every earlier
 * one.
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

/** Returns undefined when no part is sound, or when the parts cannot be merged. */
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
 * Returns undefined when the merge fails, as with rows in the format of another release. Only these rows are then lost.
 */
function mergeOrNothing(payloads: readonly string[], span: RowSpan, merge: MergeRows): string | undefined {
  try {
    return merge(payloads, span);
  } catch {
    return undefined;
  }
}

/**
 * Finds the rows to merge next: detail older than 7 days first, then old 15-minute rows. If detail of the last 7 days
 * must go too, 15-minute rows become hours in step with it. Detail then reaches back half as far as 15-minute rows do.
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

/** The oldest finished interval of this length, in ms, that still has finer rows. */
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
