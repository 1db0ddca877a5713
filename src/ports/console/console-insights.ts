import type { Against, InsightsView, ViewKind } from '../../core/insights/insights-view.ts';

export interface InsightsQuery {
  readonly kind: ViewKind;
  /** A local day, `YYYY-MM-DD`. The view shows the day, week or month that contains it. */
  readonly date: string;
  readonly against: Against;
}

/** The part of a view from `firstStep` on. Earlier steps have not changed. */
export interface NewerInsights extends InsightsView {
  readonly firstStep: number;
}

/** Counts of the store by day, week and month. */
export interface ConsoleInsights {
  view(query: InsightsQuery): InsightsView;
  /** Returns undefined when no window ended after `sinceMs`, the end of the caller's newest window. */
  newer(query: InsightsQuery, sinceMs: number): NewerInsights | undefined;
}
