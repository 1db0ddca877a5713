import type { WindowSummary } from '../model/window-summary.ts';
import { isoTime } from '../time/iso-time.ts';
import { placingCoverage } from './coverage/hearing-coverage.ts';
import { summarizeDoors } from './door-metrics.ts';
import { summarizeFeedback } from './feedback-metrics.ts';
import { summarizeJourneys } from './journey-metrics.ts';
import { summarizeLines } from './line-metrics.ts';
import { withDerived } from './merging/derived-metrics.ts';
import { summarizeProducts } from './product-metrics.ts';
import { summarizeQueues } from './queue-metrics.ts';
import { summarizeRadios } from './radio-metrics.ts';
import { summarizeShopfront } from './shopfront-metrics.ts';
import { summarizeStore } from './store-metrics.ts';
import type { SummaryContext } from './summary-context.ts';
import { getWindowEnd } from './summary-context.ts';
import { summarizeTrolleys } from './trolley-metrics.ts';
import type { OpenWindow } from './windows/open-window.ts';
import { summarizeZones } from './zone-metrics.ts';

/** Summarises the counts of one window. */
export function summarizeWindow(
  window: OpenWindow,
  context: SummaryContext,
  partial: boolean,
): WindowSummary {
  const { model, coverage, counted } = context;
  const doors = summarizeDoors(window.doors, context);
  const isPlacing = placingCoverage(context) > 0;
  return withDerived({
    startAt: isoTime(window.start),
    durationMs: model.windows.durationMs,
    revision: window.revision,
    partial,
    sensors: model.sensors
      .filter(({ id }) => counted.begun.isNeeded(id, getWindowEnd(context)))
      .map(({ id, type }) => ({ sensor: id, type, coverage: coverage([id]) })),
    zones: summarizeZones(window.zones, context),
    lines: summarizeLines(window.lines, context),
    doors,
    queues: summarizeQueues(window.queues, context),
    journeys: summarizeJourneys(window.journeys),
    feedback: summarizeFeedback(window.feedback, context),
    trolleys: summarizeTrolleys(window.trolleys, context),
    trolleyJourneys: isPlacing ? summarizeJourneys(window.trolleyJourneys) : [],
    products: summarizeProducts(window.products, context),
    radios: summarizeRadios(window.radios, context),
    store: summarizeStore(window, doors, context),
    shopfront: summarizeShopfront(window.shopfront, context),
    visits: window.visits,
    returning: window.returning,
  });
}
