import type { WindowSummary } from '../../model/window-summary.ts';
import { parseIsoTime } from '../../time/iso-time.ts';

/** Selects windows that cover each moment once: the highest revisions, without windows that a longer one contains. */
export function selectLongestWindows(windows: readonly WindowSummary[]): WindowSummary[] {
  const newest = new Map<string, WindowSummary>();
  for (const window of windows) {
    const key = `${window.startAt}/${window.durationMs}`;
    if ((newest.get(key)?.revision ?? 0) <= window.revision) newest.set(key, window);
  }
  const spans = [...newest.values()].map((window) => {
    const startMs = parseIsoTime(window.startAt);
    return { window, startMs, endMs: startMs + window.durationMs };
  });
  // Sorts by start, then the longest first: a window that ends within an earlier one is contained in it.
  spans.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  let coveredMs = Number.NEGATIVE_INFINITY;
  return spans.flatMap(({ window, endMs }) => {
    if (endMs <= coveredMs) return [];
    coveredMs = endMs;
    return [window];
  });
}
