import type { WindowTotals } from '../metrics/merging/window-totals.ts';
import { settleTotals } from '../metrics/merging/window-totals.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import type { OpenSeconds } from '../time/open-seconds.ts';
import type { Figures } from './figure.ts';
import { listFigures } from './list-figures.ts';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The present time and the opening hours, which coverage depends on. */
export interface Measure {
  readonly nowMs: number;
  /** Undefined when the settings have no opening hours. */
  readonly openSeconds?: OpenSeconds | undefined;
}

/**
 * Settles the totals of a time span. At the start and the end of the span, time in which the gateway was off counts as
 * not covered.
 */
export function settleSpan(totals: WindowTotals, span: Span, { nowMs, openSeconds }: Measure): WindowSummary {
  const ended = span.endMs <= nowMs ? span.endMs : totals.endMs;
  const startMs = Math.min(span.startMs, totals.startMs);
  const endMs = Math.max(ended, totals.endMs);
  return settleTotals({ ...totals, startMs, endMs }, openSeconds?.(startMs, endMs));
}

export function figuresIn(totals: WindowTotals, span: Span, measure: Measure): Figures {
  return listFigures(totals, settleSpan(totals, span, measure));
}
