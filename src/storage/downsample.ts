import type { StoredRow } from './rows/row-codec.ts';
import { hasValidChecksum, openRow, sealRow, UNSYNCED } from './rows/row-codec.ts';
import type { RowStatements } from './rows/row-statements.ts';
import type { StorageState } from './storage-state.ts';

const MINUTE_MS = 60_000;
const LADDER_MS = [15 * MINUTE_MS, 60 * MINUTE_MS] as const;
/** Full detail is kept this long as long as anything older can still be made coarser. */
const DETAIL_MS = 7 * 24 * 60 * MINUTE_MS;

/** Room for what a row begins anew beside its own text: pages where a table or an index has to be split. */
const SPLIT_BYTES = 16 * 1024;

/** The time that a merged row stands for, and its revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

/** Several count rows as one. Texts in, text out; oldest first. */
export type MergeRows = (rows: readonly string[], span: RowSpan) => string;

/** One row for each stretch that the ring shows: the highest revision. Boots without the time stay apart. */
export function highestRevisions(rows: readonly StoredRow[]): StoredRow[] {
  const highest = new Map<string, StoredRow>();
  for (const row of rows) {
    const key = `${row.duration}/${row.start}/${findAnchor(row)}`;
    const known = highest.get(key);
    if (known === undefined || known.revision <= row.revision) highest.set(key, row);
  }
  return [...highest.values()];
}

/** Rows of a boot that never knew the time may bear the same hours as those of another. */
export function findAnchor(row: Pick<StoredRow, 'quality' | 'boot'>): string {
  return row.quality === UNSYNCED ? row.boot : '';
}

export interface DownsampleOptions {
  readonly rows: RowStatements;
  readonly ledger: StorageState;
  readonly merge: MergeRows;
  /** What can still be written before anything is taken out. */
  readonly freeBytes: number;
}

/**
 * Merges the oldest full 15 minutes, or hour, of finer count rows into one row. Puts that row into the outbox if any of
 * its parts was still there. False when nothing is left to merge, or when there is no room to write the merged row.
 * Removed rows free a page only with the last row on it.
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

/** Takes rows out of the ring; true when the cloud lacks one of them. */
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
  /** Finer windows, and a merged one of the same span when some of its parts came late. */
  readonly parts: readonly StoredRow[];
}

/** A longer row holds every shorter one that was written before it. Only what came after it is not in it yet. */
function selectKept({ parts, duration }: Group): { whole: StoredRow | undefined; fresh: StoredRow[] } {
  const whole = parts
    .filter((part) => part.duration === duration && hasValidChecksum(part))
    .reduce<StoredRow | undefined>(
      (last, part) => (last === undefined || part.seq > last.seq ? part : last),
      undefined,
    );
  return { whole, fresh: parts.filter(({ seq }) => whole === undefined || seq > whole.seq) };
}

/** Undefined when not one part is sound, or when they cannot be merged. */
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

/** Windows that cannot be merged, of a release that wrote them otherwise, cost themselves and never the ring. */
function mergeOrNothing(payloads: readonly string[], span: RowSpan, merge: MergeRows): string | undefined {
  try {
    return merge(payloads, span);
  } catch {
    return undefined;
  }
}

/**
 * Old detail goes first, then old 15-minute windows. When even the detail of the last days must go, 15-minute windows
 * become hours in step with it. Detail then reaches back half as far as 15-minute windows do.
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

/** The oldest span of this length that is over and holds finer windows. */
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
