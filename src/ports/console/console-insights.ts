import type { Against, InsightsView, ViewKind } from '../../core/insights/insights-view.ts';

export interface InsightsQuery {
  readonly kind: ViewKind;
  /** Any local day of the view, `YYYY-MM-DD`. */
  readonly date: string;
  readonly against: Against;
}

/** A view from this step on; what does not change any more is left out. */
export interface NewerInsights extends InsightsView {
  readonly firstStep: number;
}

/** The store's days, weeks and months. */
export interface ConsoleInsights {
  view(query: InsightsQuery): InsightsView;
  /** Undefined when nothing is newer than a view whose last window ended then. */
  newer(query: InsightsQuery, sinceMs: number): NewerInsights | undefined;
}
