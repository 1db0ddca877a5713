import { selectLongestWindows } from '../../core/metrics/merging/longest-windows.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import type { WindowRecord } from '../../ports/event-store.ts';
import { parseWindow } from '../gateway/window-codec.ts';

export type ReadWindows = (from: EpochMs, to: EpochMs) => readonly WindowRecord[];

/** The number of people who entered during a trial, and the usual number. */
export interface EntryComparison {
  readonly seen: number;
  /** Mean over the same weekday and hours in earlier weeks. Null when no earlier week was counted. */
  readonly usual: number | null;
}

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 4;
/** Length of the longest row that downsampling makes, in ms. */
const LONGEST_WINDOW_MS = 3_600_000;

export function compareEntries(read: ReadWindows, from: EpochMs, to: EpochMs): EntryComparison {
  const weeks = Array.from({ length: WEEKS }, (_, i) => (i + 1) * WEEK_MS);
  const before = weeks.map((shift) => countEntries(read, from - shift, to - shift));
  const counted = before.filter((entries) => entries !== null);
  const usual = counted.length === 0 ? null : counted.reduce((sum, n) => sum + n, 0) / counted.length;
  return { seen: countEntries(read, from, to) ?? 0, usual };
}

/**
 * Returns the entries from `from` to `to`; null when no door was counted. If only half of a row lies in this time, half
 * of its entries count.
 */
function countEntries(read: ReadWindows, from: number, to: number): number | null {
  const records = read((from - LONGEST_WINDOW_MS) as EpochMs, to as EpochMs);
  const windows = selectLongestWindows(records.map(({ payload }) => parseWindow(payload)));
  const parts = windows.flatMap((window) => {
    const entries = entriesIn(window);
    return entries === null ? [] : [entries * shareWithin(window, from, to)];
  });
  return parts.length === 0 ? null : parts.reduce((sum, n) => sum + n, 0);
}

function entriesIn({ doors }: WindowSummary): number | null {
  const seen = doors.flatMap((door) => door.in ?? []);
  return seen.length === 0 ? null : seen.reduce((sum, n) => sum + n, 0);
}

function shareWithin({ startAt, durationMs }: WindowSummary, from: number, to: number): number {
  const startMs = parseIsoTime(startAt);
  const insideMs = Math.min(to, startMs + durationMs) - Math.max(from, startMs);
  return Math.max(0, insideMs) / durationMs;
}
