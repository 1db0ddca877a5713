import type { EpochMs, Json } from '../../model/ids.ts';
import type { StoreModel } from '../../model/store-model.ts';
import type { RepeatVisitorSummary, VisitsSummary } from '../../model/window-summary.ts';
import type { DoorsCounts } from '../door-metrics.ts';
import { createDoors, restoreDoors, saveDoors } from '../door-metrics.ts';
import type { FeedbackCounts } from '../feedback-metrics.ts';
import { restoreFeedback } from '../feedback-metrics.ts';
import type { JourneyCounts } from '../journey-metrics.ts';
import { restoreJourneys } from '../journey-metrics.ts';
import type { LinesCounts } from '../line-metrics.ts';
import { createLines, restoreLines, saveLines } from '../line-metrics.ts';
import { restoreById, saveById } from '../merging/by-id.ts';
import type { ProductsCounts } from '../product-metrics.ts';
import { restoreProducts } from '../product-metrics.ts';
import type { QueuesCounts } from '../queue-metrics.ts';
import { createQueues, restoreQueues, saveQueues } from '../queue-metrics.ts';
import type { RadiosCounts } from '../radio-metrics.ts';
import { restoreRadios } from '../radio-metrics.ts';
import { restoreRepeatVisitors } from '../repeat-visitor-metrics.ts';
import type { ShopfrontCounts } from '../shopfront-metrics.ts';
import { createShopfront, restoreShopfront } from '../shopfront-metrics.ts';
import type { StoreCounts } from '../store-metrics.ts';
import { createStore, restoreStore } from '../store-metrics.ts';
import type { TrolleysCounts } from '../trolley-metrics.ts';
import { restoreTrolleys } from '../trolley-metrics.ts';
import { restoreVisits } from '../visits-metrics.ts';
import type { ZonesCounts } from '../zone-metrics.ts';
import { createZones, restoreZones, saveZones } from '../zone-metrics.ts';

export interface OpenWindow {
  readonly start: EpochMs;
  revision: number;
  /** Indexed as the sensors of the store model. */
  readonly liveMs: number[];
  readonly zones: ZonesCounts;
  readonly lines: LinesCounts;
  readonly doors: DoorsCounts;
  readonly queues: QueuesCounts;
  readonly journeys: JourneyCounts;
  readonly feedback: FeedbackCounts;
  readonly store: StoreCounts;
  readonly shopfront: ShopfrontCounts;
  readonly visits: VisitsSummary[];
  readonly trolleys: TrolleysCounts;
  readonly trolleyJourneys: JourneyCounts;
  readonly products: ProductsCounts;
  readonly radios: RadiosCounts;
  readonly returning: RepeatVisitorSummary[];
}

export function createOpenWindow(model: StoreModel, start: EpochMs): OpenWindow {
  return {
    start,
    revision: 0,
    liveMs: model.sensors.map(() => 0),
    zones: createZones(model),
    lines: createLines(model),
    doors: createDoors(model),
    queues: createQueues(model),
    journeys: {},
    feedback: {},
    store: createStore(),
    shopfront: createShopfront(),
    visits: [],
    trolleys: {},
    trolleyJourneys: {},
    products: {},
    radios: {},
    returning: [],
  };
}

type Saved = { readonly [K in keyof OpenWindow]: Json };

/** Returns live state without a copy: serialise or copy the result immediately. */
export function saveWindow(model: StoreModel, window: OpenWindow): Json {
  const saved: Saved = {
    ...window,
    liveMs: saveById(model.sensors, window.liveMs),
    zones: saveZones(window.zones, model),
    lines: saveLines(window.lines, model),
    doors: saveDoors(window.doors, model),
    queues: saveQueues(window.queues, model),
  };
  return saved;
}

/** Takes ownership of the result of `saveWindow`. */
export function restoreWindow(model: StoreModel, json: Json): OpenWindow {
  const saved = json as Saved;
  return {
    start: saved.start as EpochMs,
    revision: saved.revision as number,
    liveMs: restoreById(model.sensors, saved.liveMs).map((ms) => Number(ms ?? 0)),
    zones: restoreZones(saved.zones, model),
    lines: restoreLines(saved.lines, model),
    doors: restoreDoors(saved.doors, model),
    queues: restoreQueues(saved.queues, model),
    journeys: restoreJourneys(saved.journeys),
    feedback: restoreFeedback(saved.feedback),
    store: restoreStore(saved.store),
    shopfront: restoreShopfront(saved.shopfront),
    visits: restoreVisits(saved.visits),
    trolleys: restoreTrolleys(saved.trolleys),
    trolleyJourneys: restoreJourneys(saved.trolleyJourneys),
    products: restoreProducts(saved.products),
    radios: restoreRadios(saved.radios),
    returning: restoreRepeatVisitors(saved.returning),
  };
}
