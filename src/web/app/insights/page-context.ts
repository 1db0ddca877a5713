import type { InsightsView } from '../../../core/insights/insights-view.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { Place } from './address.ts';

/** Data that every part of the page needs. */
export interface PageContext {
  readonly view: InsightsView;
  readonly shop: StoreView;
  readonly place: Place;
  /** True when the period is not over and the connection is lost. The numbers are then out of date. */
  readonly isLost: boolean;
}
