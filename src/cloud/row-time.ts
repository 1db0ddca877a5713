const HOUR_MS = 3_600_000;
/** Oldest accepted rows: 13 months. A gateway stores a month, but a restored gateway can send up to a year. */
const OLDEST_MS = 396 * 24 * HOUR_MS;
const NEWEST_MS = 24 * HOUR_MS;
/**
 * Longest count row: a local day of 25 hours, plus one hour. `write-count.sql` looks this far back for longer rows that
 * contain a new one.
 */
export const LONGEST_COUNT_SECONDS: number = 26 * 3600;
const LONGEST_SECONDS = 31 * 24 * 3600;

interface TimedRow {
  readonly clock: string;
  readonly from?: string;
  readonly at?: string;
  readonly seconds?: number;
}

/**
 * Returns why the times of a row are impossible, or undefined when they are possible. `nowMs` is the time by ingest's
 * clock.
 */
export function findWrongTime(stream: string, row: TimedRow, nowMs: number): string | undefined {
  const atMs = Date.parse(row.from ?? row.at ?? '');
  const longest = stream === 'count' ? LONGEST_COUNT_SECONDS : LONGEST_SECONDS;
  if ((row.seconds ?? 0) > longest) return `implausible time: longer than ${longest} s`;
  // With an unsynchronised clock, times are only a guess. These rows are stored apart from others, so the limits do not
  // apply.
  const isBelief = row.clock === 'unsynced';
  if (atMs > nowMs + NEWEST_MS && !(isBelief && row.seconds !== undefined))
    return 'implausible time: more than a day ahead';
  // A `meaning` row may be older, because its definition may have applied for years.
  if (atMs < nowMs - OLDEST_MS && !isBelief && stream !== 'meaning')
    return 'implausible time: more than 13 months ago';
  return undefined;
}
