import type { MeasuredBlock } from './analyze-experiment.ts';
import type { BlockTime } from './block-outcome.ts';
import { EARLY_MS } from './block-outcome.ts';
import type { BlockOutcome } from './pair-differences.ts';

/** A published row's contribution to the block that contains it. */
export interface OutcomeRow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly definition: string;
  readonly seenMs: number;
  readonly total: number;
  readonly of: number;
}

/** Rounds the wash-out up to whole periods: a row that starts within it includes people of the earlier variant. */
export function roundWashOut(washOutMs: number, periodMs: number): number {
  return Math.ceil(washOutMs / periodMs) * periodMs;
}

/**
 * Measures a block from the rows that lie wholly in it, without its wash-out. The first part is separate when rows of
 * `periodMs` are fine enough.
 */
export function measureRows(
  rows: readonly OutcomeRow[],
  { startMs, endMs }: BlockTime,
  { washOutMs, periodMs }: { readonly washOutMs: number; readonly periodMs: number },
): MeasuredBlock {
  const fromMs = startMs + roundWashOut(washOutMs, periodMs);
  const middleMs = fromMs + EARLY_MS;
  const used = rows.filter((row) => row.fromMs >= fromMs && row.toMs <= endMs);
  const seenMs = used.reduce((sum, row) => sum + row.seenMs, 0);
  const parts = {
    early: sumRows(used.filter((row) => row.fromMs < middleMs)),
    late: sumRows(used.filter((row) => row.fromMs >= middleMs)),
  };
  return {
    whole: sumRows(used),
    ...(periodMs <= EARLY_MS ? parts : {}),
    coverage: Math.min(1, seenMs / Math.max(1, endMs - fromMs)),
    definition: [...new Set(used.map(({ definition }) => definition))].join(' '),
  };
}

function sumRows(rows: readonly OutcomeRow[]): BlockOutcome {
  return {
    total: rows.reduce((sum, { total }) => sum + total, 0),
    of: rows.reduce((sum, { of }) => sum + of, 0),
  };
}
