import type { WindowSummary } from '../../model/window-summary.ts';
import { joinTotals, settleTotals, toTotals } from './window-totals.ts';

/**
 * Merges neighbouring windows into a longer one, each group by its rules. Coverage is a share of the longer window's
 * time. A missing window counts as not covered. An item counts as not covered in windows that lack it, such as a new
 * zone. A value unknown in all windows stays null.
 */
export function mergeWindows(windows: readonly WindowSummary[]): WindowSummary {
  const inOrder = windows.map((window) => toTotals(window)).sort((a, b) => a.startMs - b.startMs);
  return settleTotals(joinTotals(inOrder));
}
