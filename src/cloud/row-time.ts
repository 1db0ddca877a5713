const HOUR_MS = 3_600_000;
/** 13 months: rings on devices reach back a month, restored ones a year. */
const OLDEST_MS = 396 * 24 * HOUR_MS;
const NEWEST_MS = 24 * HOUR_MS;
/** A local day of 25 hours, and an hour more. `write-count.sql` looks back as far for the longer row. */
export const LONGEST_COUNT_SECONDS: number = 26 * 3600;
const LONGEST_SECONDS = 31 * 24 * 3600;

interface TimedRow {
  readonly clock: string;
  readonly from?: string;
  readonly at?: string;
  readonly seconds?: number;
}

/** Why the times of a row that keeps the contract cannot be; undefined when they can. `nowMs`: the receiver's clock. */
export function findWrongTime(stream: string, row: TimedRow, nowMs: number): string | undefined {
  const atMs = Date.parse(row.from ?? row.at ?? '');
  const longest = stream === 'count' ? LONGEST_COUNT_SECONDS : LONGEST_SECONDS;
  if ((row.seconds ?? 0) > longest) return `implausible time: longer than ${longest} s`;
  // A boot without a clock says when it believes to be: its rows are in no table by time.
  const isBelief = row.clock === 'unsynced';
  if (atMs > nowMs + NEWEST_MS && !(isBelief && row.seconds !== undefined))
    return 'implausible time: more than a day ahead';
  // A definition may be in force for years.
  if (atMs < nowMs - OLDEST_MS && !isBelief && stream !== 'meaning')
    return 'implausible time: more than 13 months ago';
  return undefined;
}
