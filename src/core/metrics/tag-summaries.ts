import type { StoreModel, ZoneModel } from '../engine/store-model.ts';
import { sensorsOfKind, tagsOf } from '../engine/store-model.ts';
import { UNIQUE_BUCKETS } from '../presence/radio-census.ts';
import { BucketSet } from '../privacy/bucket-set.ts';
import { estimateUnique } from '../privacy/estimate-visitors.ts';
import { summariseDwell } from './dwell-summary.ts';
import { journeySummaries } from './journey-summary.ts';
import { NO_UNIQUE } from './merge-tags.ts';
import type { OpenWindow, RadioSums } from './open-window.ts';
import type { CoverageOf } from './sensor-coverage.ts';
import type { ProductSummary, RadioSummary, TrolleySummary, WindowSummary } from './summary.ts';

/** What a window says of tags and radios. */
export function tagSummaries(
  model: StoreModel,
  window: OpenWindow,
  coverage: CoverageOf,
): Pick<WindowSummary, 'trolleys' | 'trolleyJourneys' | 'products' | 'radios'> {
  const hearing = hearingCoverage(model, coverage, false);
  const placing = hearingCoverage(model, coverage, true);
  const hasTrolleys = tagsOf(model, 'trolley').length > 0;
  const zones = hasTrolleys ? model.zones.filter(({ space }) => space === 'floor') : [];
  return {
    trolleys: zones.map((zone) => trolleySummary(zone, window, placing)),
    trolleyJourneys: placing === 0 ? [] : journeySummaries(window.trolleyJourneys),
    products: tagsOf(model, 'product').map((tag) => productSummary(tag, window, hearing)),
    radios: sensorsOfKind(model.sensors, 'hears-tags').map(({ id, receiver }) =>
      radioSummary({ id, insideDbm: receiver.insideDbm }, window, coverage([id]), model.windows.durationMs),
    ),
  };
}

/** A tag is placed by all receivers together, and one that is down costs its share; it is heard by any of them. */
function hearingCoverage({ sensors }: StoreModel, coverage: CoverageOf, isPlacing: boolean): number {
  const shares = sensorsOfKind(sensors, 'hears-tags').flatMap(({ id, receiver }) =>
    isPlacing && receiver.place === undefined ? [] : [coverage([id])],
  );
  if (shares.length === 0) return 0;
  const sum = shares.reduce((total, share) => total + share, 0);
  return isPlacing ? Math.round((10_000 * sum) / shares.length) / 10_000 : Math.max(...shares);
}

function trolleySummary(zone: ZoneModel, window: OpenWindow, coverage: number): TrolleySummary {
  const head = { zone: zone.id, coverage, definition: `trolley/1 visit=${zone.thresholds.visitMs}` };
  if (coverage === 0) {
    return { ...head, n: null, entries: null, exits: null, visits: null, presenceMs: null, dwell: null };
  }
  const counts = window.trolleys[zone.id];
  const { entries = 0, exits = 0, visits = 0, presenceMs = 0, ended = [] } = counts ?? {};
  const dwell = summariseDwell(ended);
  return { ...head, n: exits, entries, exits, visits, presenceMs: Math.round(presenceMs), dwell };
}

function productSummary(tag: string, window: OpenWindow, coverage: number): ProductSummary {
  const head = { tag, coverage, definition: 'product/1' };
  if (coverage === 0) return { ...head, n: null, pickUps: null, putBacks: null };
  const { pickUps = 0, putBacks = 0 } = window.products[tag] ?? {};
  return { ...head, n: pickUps + putBacks, pickUps, putBacks };
}

function radioSummary(
  { id: sensor, insideDbm }: { readonly id: string; readonly insideDbm: number },
  window: OpenWindow,
  coverage: number,
  durationMs: number,
): RadioSummary {
  const definition = `radios/1 inside=${-insideDbm}`;
  const sums = window.radios[sensor];
  if (sums === undefined || sums.n === 0 || coverage === 0) {
    const none = { inside: null, outside: null, index: null, indexLow: null, indexHigh: null };
    return { sensor, coverage, definition, n: null, ...none, ...NO_UNIQUE };
  }
  const mean = (sum: number) => Math.round((10 * sum) / sums.n) / 10;
  return {
    ...{ sensor, coverage, definition, n: sums.n },
    ...{ inside: mean(sums.inside), outside: mean(sums.outside), index: mean(sums.index) },
    ...{ indexLow: mean(sums.indexLow), indexHigh: mean(sums.indexHigh) },
    ...uniqueOf(sums, durationMs),
  };
}

/** No key lives longer, so no radio is known again in a longer window. */
const LONGEST_UNIQUE_MS = 5 * 60_000;

function uniqueOf({ buckets = [] }: RadioSums, durationMs: number) {
  if (durationMs > LONGEST_UNIQUE_MS) return NO_UNIQUE;
  const set = new BucketSet(UNIQUE_BUCKETS);
  for (const bucket of buckets) set.put(bucket);
  const estimate = estimateUnique(set);
  if (estimate === undefined) return NO_UNIQUE;
  const { mean, low, high } = estimate;
  return { unique: Math.round(mean), uniqueLow: Math.floor(low), uniqueHigh: Math.ceil(high) };
}
