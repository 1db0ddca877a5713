const HOUR_MS = 3_600_000;
/** 13 months: gateways store a month, and a restored one can send up to a year. */
const OLDEST_MS = 396 * 24 * HOUR_MS;
const NEWEST_MS = 24 * HOUR_MS;
/** A local day of 25 hours, plus one hour. `write-count.sql` searches as far back for longer rows. */
export const LONGEST_COUNT_SECONDS: number = 26 * 3600;
const LONGEST_SECONDS = 31 * 24 * 3600;

interface TimedRow {
  readonly clock: string;
  readonly from?: string;
  readonly at?: string;
  readonly seconds?: number;
}

/**
 * Why the times of a valid row are impossible; undefined when they are possible. `nowMs` is the time by ingest's clock.
 */
export function findWrongTime(stream: string, row: TimedRow, nowMs: number): string | undefined {
  const atMs = Date.parse(row.from ?? row.at ?? '');
  const longest = stream === 'count' ? LONGEST_COUNT_SECONDS : LONGEST_SECONDS;
  if ((row.seconds ?? 0) > longest) return `implausible time: longer than ${longest} s`;
  // A boot without a synchronised clock only guesses its times. Its rows are not stored by time, so these limits do not
  // apply.
  const isBelief = row.clock === 'unsynced';
  if (atMs > nowMs + NEWEST_MS && !(isBelief && row.seconds !== undefined))
    return 'implausible time: more than a day ahead';
  // A definition may hold for years, so `meaning` rows may be older.
  if (atMs < nowMs - OLDEST_MS && !isBelief && stream !== 'meaning')
    return 'implausible time: more than 13 months ago';
  return undefined;
}
