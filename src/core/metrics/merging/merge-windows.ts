import type { WindowSummary } from '../../model/window-summary.ts';
import { joinTotals, settleTotals, toTotals } from './window-totals.ts';

/**
 * Merges neighbouring windows into a longer one, each group by its table.
 * Coverage is a share of the longer window's time.
 * A window that is missing in between counts as not covered.
 * The same holds for an item that only some windows have, such as a zone drawn in between.
 * A value that is unknown in every window stays null.
 */
export function mergeWindows(windows: readonly WindowSummary[]): WindowSummary {
  const inOrder = windows.map((window) => toTotals(window)).sort((a, b) => a.startMs - b.startMs);
  return settleTotals(joinTotals(inOrder));
}
