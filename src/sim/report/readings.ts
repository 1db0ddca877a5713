import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { TruthWindow } from '../truth/truth-window.ts';

/** One published number and its true value. */
export interface Reading {
  /** `zone.visits`, `door.in`, `store.occupancy` … */
  readonly metric: string;
  /** Id of the zone or door, or `store`. */
  readonly of: string;
  readonly truth: number;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly coverage: number;
}

const ZONE_COUNTS = ['entries', 'exits', 'visits', 'engaged', 'presenceMs', 'peopleMax'] as const;
const PASSAGES = ['in', 'out'] as const;
const STORE_NUMBERS = ['entries', 'exits', 'occupancy', 'groups'] as const;
const QUEUE_NUMBERS = ['joined', 'served', 'abandoned', 'lengthMean', 'lengthMax'] as const;
const QUANTILES = [
  ['medianMs', 0.5],
  ['p90Ms', 0.9],
] as const;
/** With fewer visits than this, a true quantile is too random to compare with. */
const MIN_VISITS = 5;

/** Returns every number of a summary for which the simulated store knows the truth. */
export function readWindow(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return [
    ...zoneReadings(summary, truth),
    ...trolleyReadings(summary, truth),
    ...doorReadings(summary, truth),
    ...queueReadings(summary, truth),
    ...stepReadings(summary, truth),
    ...radioReadings(summary, truth),
    ...feedbackReadings(summary, truth),
    ...productReadings(summary, truth),
    ...returningReadings(summary, truth),
    ...storeReadings(summary, truth),
    ...shopfrontReadings(summary, truth),
  ];
}

function zoneReadings(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return summary.zones.flatMap((zone) => {
    const real = truth.zones.find((candidate) => candidate.zone === zone.zone);
    if (real === undefined) return [];
    const counts = ZONE_COUNTS.map((key) =>
      read({ group: 'zone', of: zone.zone, coverage: zone.coverage }, zone, key, real[key]),
    );
    const dwells = real.dwellsMs.filter((dwellMs) => dwellMs > 0);
    if (dwells.length < MIN_VISITS || zone.dwell === null) return counts;
    const { dwell } = zone;
    const quantiles = QUANTILES.map(([key, share]) =>
      read(
        { group: 'dwell', of: zone.zone, coverage: zone.coverage },
        dwell,
        key,
        findQuantile(dwells, share),
      ),
    );
    return [...counts, ...quantiles];
  });
}

function doorReadings(summary: WindowSummary, truth: TruthWindow): Reading[] {
  return summary.doors.flatMap((door) => {
    const real = truth.doors.find((candidate) => candidate.door === door.door);
    if (real === undefined) return [];
    return PASSAGES.map((key) =>
      read({ group: 'door', of: door.door, coverage: door.coverage }, door, key, real[key]),
    );
  });
}

function trolleyReadings({ trolleys }: WindowSummary, { zones }: TruthWindow): Reading[] {
  return trolleys.flatMap((trolley) => {
    const real = zones.find(({ zone }) => zone === trolley.zone);
    if (real === undefined) return [];
    return [
      read(
        { group: 'trolley', of: trolley.zone, coverage: trolley.coverage },
        trolley,
        'presenceMs',
        real.trolleyMs,
      ),
    ];
  });
}

function queueReadings({ queues }: WindowSummary, truth: TruthWindow): Reading[] {
  return queues.flatMap((queue) => {
    const real = truth.queues.find(({ zone }) => zone === queue.zone);
    if (real === undefined) return [];
    const { zone, coverage } = queue;
    const counts = QUEUE_NUMBERS.map((key) =>
      read({ group: 'queue', of: zone, coverage }, queue, key, real[key]),
    );
    const { waitsMs, nextWaitMs } = real;
    const next =
      nextWaitMs === undefined
        ? []
        : [read({ group: 'queue', of: zone, coverage }, queue, 'waitPredictedMs', nextWaitMs)];
    if (waitsMs.length < MIN_VISITS) return [...counts, ...next];
    const mean = waitsMs.reduce((sum, ms) => sum + ms, 0) / waitsMs.length;
    const waits = [
      ['waitMeanMs', mean],
      ['waitP95Ms', findQuantile(waitsMs, 0.95)],
    ] as const;
    const ofWaits = waits.map(([key, ms]) => read({ group: 'queue', of: zone, coverage }, queue, key, ms));
    return [...counts, ...next, ...ofWaits];
  });
}

/** Steps between zones that at least 5 people took, in truth or by the gateway. */
function stepReadings({ journeys, zones }: WindowSummary, { steps }: TruthWindow): Reading[] {
  const told = journeys.flatMap(({ from, to, n }) => (from === null || to === null ? [] : [{ from, to, n }]));
  const nameOf = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} → ${to}`;
  const common = [...told, ...steps].filter(({ n }) => n >= MIN_VISITS);
  return [...new Map(common.map((step) => [nameOf(step), step]))].map(([of, { from }]) => {
    const find = (list: readonly { readonly from: string; readonly to: string; readonly n: number }[]) =>
      list.find((step) => nameOf(step) === of)?.n ?? 0;
    const coverage = zones.find(({ zone }) => zone === from)?.coverage ?? 0;
    return read({ group: 'journey', of, coverage }, { steps: find(told) }, 'steps', find(steps));
  });
}

/** A person who presses several times counts once. */
function feedbackReadings({ feedback }: WindowSummary, { feedback: answered }: TruthWindow): Reading[] {
  return answered.flatMap((real) => {
    const told = feedback.find(({ sensor }) => sensor === real.sensor);
    if (told === undefined || real.n < MIN_VISITS) return [];
    const of = { group: 'feedback', of: real.sensor, coverage: told.coverage };
    return [read(of, told, 'n', real.n), read(of, told, 'happyIndex', real.happyIndex)];
  });
}

function productReadings({ products }: WindowSummary, { products: handled }: TruthWindow): Reading[] {
  return handled.flatMap((real) => {
    const told = products.find(({ tag }) => tag === real.tag);
    if (told === undefined) return [];
    const of = { group: 'product', of: real.tag, coverage: told.coverage };
    return (['pickUps', 'putBacks'] as const).map((key) => read(of, told, key, real[key]));
  });
}

function returningReadings({ returning }: WindowSummary, truth: TruthWindow): Reading[] {
  return returning.flatMap((summary) => {
    const real = truth.returning(Date.parse(summary.toAt));
    if (real.n < MIN_VISITS) return [];
    const of = { group: 'returning', of: 'store', coverage: summary.coverage };
    const radios = { radios: summary.n, radiosLow: summary.radiosLow, radiosHigh: summary.radiosHigh };
    return [read(of, radios, 'radios', real.n), read(of, summary, 'share', real.share)];
  });
}

/** The index is compared with the people inside, although it is no count of people. */
function radioReadings({ radios }: WindowSummary, { store }: TruthWindow): Reading[] {
  return radios.map((radio) =>
    read({ group: 'radio', of: radio.sensor, coverage: radio.coverage }, radio, 'index', store.occupancyMean),
  );
}

function storeReadings({ store, visits }: WindowSummary, truth: TruthWindow): Reading[] {
  const { sales, entries, groups } = truth.store;
  const real = {
    ...truth.store,
    transactions: sales,
    conversion: sales / Math.max(1, entries),
    conversionPerGroup: sales / Math.max(1, groups),
  };
  const counts = STORE_NUMBERS.map((key) =>
    read({ group: 'store', of: 'store', coverage: store.coverage }, store, key, real[key]),
  );
  // Without a till that reports, there are no sales and no conversion.
  const told =
    store.transactions === null ? [] : (['transactions', 'conversion', 'conversionPerGroup'] as const);
  const till = told.map((key) =>
    read({ group: 'store', of: 'store', coverage: store.coverage }, store, key, real[key]),
  );
  return [...counts, ...till, ...visitReadings(visits, truth)];
}

/** Compares the store visits of all people, including staff, because door counts do not identify people. */
function visitReadings(summaries: WindowSummary['visits'], { visits }: TruthWindow): Reading[] {
  return summaries.flatMap((summary) => {
    const { fromAt, toAt, coverage, definition } = summary;
    const real = visits(Date.parse(fromAt), Date.parse(toAt));
    if (real.n === 0) return [];
    const mean = read({ group: 'visits', of: 'store', coverage }, summary, 'meanMs', real.meanMs);
    // The published definition names the bounce threshold.
    const [, bounceMs] = /bounce=(\d+)/.exec(definition) ?? [];
    const bounced = real.shorterThan(Number(bounceMs));
    const bounce = read({ group: 'visits', of: 'store', coverage }, summary, 'bounceShare', bounced);
    return [mean, { ...bounce, low: summary.bounceLow, high: summary.bounceHigh }];
  });
}

function shopfrontReadings({ shopfront }: WindowSummary, { store }: TruthWindow): Reading[] {
  if (shopfront === null) return [];
  const passersBy = store.shopfrontPassersBy;
  const captureRate = store.entries / Math.max(1, store.entries + passersBy);
  return [
    read(
      { group: 'shopfront', of: 'store', coverage: shopfront.coverage },
      shopfront,
      'passersBy',
      passersBy,
    ),
    {
      ...read(
        { group: 'shopfront', of: 'store', coverage: shopfront.coverage },
        shopfront,
        'captureRate',
        captureRate,
      ),
      low: shopfront.captureLow,
      high: shopfront.captureHigh,
    },
  ];
}

interface ReadingOf {
  readonly group: string;
  readonly of: string;
  readonly coverage: number;
}

/** Reads a number and its interval. The interval is in the fields `…Low` and `…High`, with the unit last. */
function read({ group, of, coverage }: ReadingOf, holder: object, key: string, truth: number): Reading {
  const numberAt = (name: string): number | null => {
    const value: unknown = (holder as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'number' ? value : null;
  };
  const [low, high] = intervalIn(holder, key);
  const stem = key.replace(/Ms$/, '');
  const unit = key.slice(stem.length);
  return {
    metric: `${group}.${key}`,
    of,
    truth,
    estimate: numberAt(key),
    low: low ?? numberAt(`${stem}Low${unit}`),
    high: high ?? numberAt(`${stem}High${unit}`),
    coverage,
  };
}

/** Reads the interval from the group's list of intervals, if it has one. */
function intervalIn(holder: object, key: string): readonly (number | undefined)[] {
  const { intervals } = holder as { readonly intervals?: Readonly<Record<string, readonly number[] | null>> };
  return intervals?.[key] ?? [];
}

/**
 * Returns the first value of a sorted list with at least this share at or below it. Kaplan–Meier without censoring
 * gives the same.
 */
function findQuantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
