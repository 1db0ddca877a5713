import type { Fact, RadiosCounted } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { RadioSummary } from '../model/window-summary.ts';
import { UNIQUE_BUCKETS } from '../radios/unknown-radio-counter.ts';
import { HashedBuckets } from '../statistics/hashed-buckets.ts';
import { estimateDistinct } from '../statistics/linear-counting.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

/** Rule for means over a receiver's time slots, weighted by the number of slots `n`. */
const MEAN = { by: ['n'], digits: 1 } as const;

export const RADIO_MERGE = {
  sensor: 'last',
  ...GROUP_MERGE,
  inside: MEAN,
  outside: MEAN,
  index: MEAN,
  indexLow: MEAN,
  indexHigh: MEAN,
  // Unknown for several windows: radios that were present in two of them cannot be identified, and would count twice.
  unique: 'single',
  uniqueLow: 'single',
  uniqueHigh: 'single',
} as const satisfies MergeRules<RadioSummary>;

/** Sums over the slots of one receiver; a mean is a sum ÷ `n`. */
type RadioSums = {
  n: number;
  inside: number;
  outside: number;
  index: number;
  indexLow: number;
  indexHigh: number;
  /** Hashed buckets of the radios inside. */
  buckets: number[];
};

export type RadiosCounts = { [sensor: string]: RadioSums };

/** Fields of a receiver with an unknown number of distinct radios. */
const NO_UNIQUE = { unique: null, uniqueLow: null, uniqueHigh: null } as const;

export function recordRadios(countsAt: CountsAt<RadiosCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'RadiosCounted') addSlot(countsAt(fact.from), fact);
  };
}

function addSlot(radios: RadiosCounts, fact: RadiosCounted): void {
  const none = { n: 0, inside: 0, outside: 0, index: 0, indexLow: 0, indexHigh: 0, buckets: [] };
  const sums = radios[fact.sensor] ?? none;
  radios[fact.sensor] = sums;
  sums.n += 1;
  for (const field of ['inside', 'outside', 'index', 'indexLow', 'indexHigh'] as const) {
    sums[field] += fact[field];
  }
  sums.buckets = [...new Set([...sums.buckets, ...fact.buckets])];
}

export function summarizeRadios(radios: RadiosCounts, { model, coverage }: SummaryContext): RadioSummary[] {
  return sensorsOfKind(model.sensors, 'hears-tags').map(({ id, receiver }) => {
    const head = {
      sensor: id,
      coverage: coverage([id]),
      definition: `radios/1 inside=${-receiver.insideDbm}`,
    };
    const sums = head.coverage === 0 ? undefined : radios[id];
    return { ...head, ...summarizeReceiver(sums, model.windows.durationMs) };
  });
}

type Numbers = Omit<RadioSummary, 'sensor' | 'coverage' | 'definition'>;

function summarizeReceiver(sums: RadioSums | undefined, durationMs: number): Numbers {
  if (sums === undefined || sums.n === 0) {
    const none = { inside: null, outside: null, index: null, indexLow: null, indexHigh: null };
    return { n: null, ...none, ...NO_UNIQUE };
  }
  const mean = (sum: number) => Math.round((10 * sum) / sums.n) / 10;
  return {
    ...{ n: sums.n, inside: mean(sums.inside), outside: mean(sums.outside), index: mean(sums.index) },
    ...{ indexLow: mean(sums.indexLow), indexHigh: mean(sums.indexHigh) },
    ...uniqueOf(sums, durationMs),
  };
}

/** Lifetime of an epoch key. After it a radio gets another bucket, so a longer window would count the radio twice. */
const LONGEST_UNIQUE_MS = 5 * 60_000;

function uniqueOf({ buckets }: RadioSums, durationMs: number): Pick<RadioSummary, keyof typeof NO_UNIQUE> {
  if (durationMs > LONGEST_UNIQUE_MS) return NO_UNIQUE;
  const set = new HashedBuckets(UNIQUE_BUCKETS);
  for (const bucket of buckets) set.put(bucket);
  const estimate = estimateDistinct(set);
  if (estimate === undefined) return NO_UNIQUE;
  const { mean, low, high } = estimate;
  return { unique: Math.round(mean), uniqueLow: Math.floor(low), uniqueHigh: Math.ceil(high) };
}

export function restoreRadios(saved: Json): RadiosCounts {
  return saved as RadiosCounts;
}
