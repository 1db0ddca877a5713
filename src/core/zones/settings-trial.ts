// Compares, during a trial, the counts of new settings with those of the old settings on the same tracks.
// A quiet hour is then no drop, and a counting line turned to the wall is one.
import type { BacktestResult } from './backtest.ts';

export interface TrialComparison {
  readonly kind: 'zone' | 'line';
  readonly id: string;
  readonly what: 'entries' | 'in' | 'out';
  /** By the old settings and by the new, on the same paths. */
  readonly before: number;
  readonly now: number;
}

/** Fewer counts than these prove nothing yet. */
const ENOUGH = 20;
/** Less than this share of what was to be expected is a collapse; a line moved a little loses a few. */
const COLLAPSED_SHARE = 0.25;

/** Counts of all zones and lines that both settings have. */
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
 * Finds the first count that fell far below expectation.
 * Expectation is the old settings' count × the change that the backtest of the draft predicted.
 * A user who applies a draft that counts half as much saw that prediction, so this is no drop.
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
