import type { WindowSummary } from '../../model/window-summary.ts';
import { parseIsoTime } from '../../time/iso-time.ts';

/** Every moment once: of each window its highest revision, and none that a longer one repeats. */
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
  // By start, and of those that start together the longest first: what ends within one before it is repeated by it.
  spans.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  let coveredMs = Number.NEGATIVE_INFINITY;
  return spans.flatMap(({ window, endMs }) => {
    if (endMs <= coveredMs) return [];
    coveredMs = endMs;
    return [window];
  });
}
