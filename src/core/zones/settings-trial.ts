// Compares, during a trial, the counts of new and old settings on the same tracks. A quiet hour is then no drop, but a
// misplaced counting line is one.
import type { BacktestResult } from './backtest.ts';

export interface TrialComparison {
  readonly kind: 'zone' | 'line';
  readonly id: string;
  readonly what: 'entries' | 'in' | 'out';
  /** Counts with the old and the new settings. */
  readonly before: number;
  readonly now: number;
}

/** Smaller counts prove no drop. */
const ENOUGH = 20;
/** A count below this share of the expected count has collapsed. A line that was only moved slightly loses less. */
const COLLAPSED_SHARE = 0.25;

/** Returns the counts of all zones and lines in both settings. */
export function trialCounts(before: BacktestResult, now: BacktestResult): TrialComparison[] {
  const zones = [...before.zones].flatMap(([id, old]): TrialComparison[] => {
    const fresh = now.zones.get(id);
    if (fresh === undefined) return [];
    return [{ kind: 'zone', id, what: 'entries', before: old.entries, now: fresh.entries }];
  });
  const lines = [...before.lines].flatMap(([id, old]): TrialComparison[] => {
    const fresh = now.lines.get(id);
    if (fresh === undefined) return [];
    return (['in', 'out'] as const).map((what) => ({
      kind: 'line',
      id,
      what,
      before: old[what],
      now: fresh[what],
    }));
  });
  return [...zones, ...lines];
}

/**
 * Returns the first count far below its expectation: the old settings' count × the change that the backtest predicted.
 * A user who applied a draft despite its prediction accepted that change.
 */
export function findCountDrop(
  counts: readonly TrialComparison[],
  foretold: readonly TrialComparison[],
): TrialComparison | undefined {
  return counts.find(({ kind, id, what, before, now }) => {
    const told = foretold.find((count) => count.kind === kind && count.id === id && count.what === what);
    const share = told === undefined || told.before < ENOUGH ? 1 : Math.min(1, told.now / told.before);
    const expected = before * share;
    return expected >= ENOUGH && now < expected * COLLAPSED_SHARE;
  });
}
