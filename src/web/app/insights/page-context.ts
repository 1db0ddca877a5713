import type { InsightsView } from '../../../core/insights/insights-view.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { Place } from './address.ts';

/** What every part of the page needs. */
export interface PageContext {
  readonly view: InsightsView;
  readonly shop: StoreView;
  readonly place: Place;
  /** The view is not over and the connection is lost: its numbers are of then. */
  readonly isLost: boolean;
}
