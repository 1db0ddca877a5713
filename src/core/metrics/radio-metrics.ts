import type { Fact, RadiosCounted } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { RadioSummary } from '../model/window-summary.ts';
import { indexInterval } from '../radios/radios-per-person.ts';
import { UNIQUE_BUCKETS } from '../radios/unknown-radio-counter.ts';
import { HashedBuckets } from '../statistics/hashed-buckets.ts';
import { estimateDistinct } from '../statistics/linear-counting.ts';
import type { BeforeDerived, MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

/** Rules for means over a receiver's minutes, weighted by the number of minutes `n`. */
const MEAN = { by: ['n'], digits: 1 } as const;
const MEAN_VARIANCE = { by: ['n'], digits: 3 } as const;

export const RADIO_MERGE = {
  sensor: 'last',
  ...GROUP_MERGE,
  inside: MEAN,
  outside: MEAN,
  index: MEAN,
  indexLow: 'derived',
  indexHigh: 'derived',
  indexLineVar: MEAN_VARIANCE,
  indexScatterVar: MEAN_VARIANCE,
  // Unknown for several windows: radios that were present in two of them cannot be identified, and would count twice.
  unique: 'single',
  uniqueLow: 'single',
  uniqueHigh: 'single',
} as const satisfies MergeRules<RadioSummary>;

const NO_DERIVED = {
  indexLow: null,
  indexHigh: null,
} as const satisfies BeforeDerived<typeof RADIO_MERGE>;

/** Sums over the minutes of one receiver; a mean is a sum ÷ `n`. */
type RadioSums = {
  n: number;
  inside: number;
  outside: number;
  index: number;
  indexLineVar: number;
  indexScatterVar: number;
  /** Hashed buckets of the radios inside. */
  buckets: number[];
};

export type RadiosCounts = { [sensor: string]: RadioSums };

/** Fields of a receiver with an unknown number of distinct radios. */
const NO_UNIQUE = { unique: null, uniqueLow: null, uniqueHigh: null } as const;

export function recordRadios(countsAt: CountsAt<RadiosCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'RadiosCounted') addMinute(countsAt(fact.from), fact);
  };
}

const SUMMED = ['inside', 'outside', 'index', 'indexLineVar', 'indexScatterVar'] as const;

function addMinute(radios: RadiosCounts, fact: RadiosCounted): void {
  const none = {
    n: 0,
    inside: 0,
    outside: 0,
    index: 0,
    indexLineVar: 0,
    indexScatterVar: 0,
    buckets: [],
  };
  const sums = radios[fact.sensor] ?? none;
  radios[fact.sensor] = sums;
  sums.n += 1;
  for (const field of SUMMED) sums[field] += fact[field];
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
    const none = {
      inside: null,
      outside: null,
      index: null,
      indexLineVar: null,
      indexScatterVar: null,
    };
    return { n: null, ...none, ...NO_DERIVED, ...NO_UNIQUE };
  }
  const mean = (sum: number, { digits }: { readonly digits: number } = MEAN) =>
    Math.round((10 ** digits * sum) / sums.n) / 10 ** digits;
  return {
    ...{ n: sums.n, inside: mean(sums.inside), outside: mean(sums.outside), index: mean(sums.index) },
    indexLineVar: mean(sums.indexLineVar, MEAN_VARIANCE),
    indexScatterVar: mean(sums.indexScatterVar, MEAN_VARIANCE),
    ...NO_DERIVED,
    ...uniqueOf(sums, durationMs),
  };
}

/** Returns the receiver with the interval of its index, over as many minutes as it heard. */
export function deriveRadio(radio: RadioSummary): RadioSummary {
  const { n, index, indexLineVar = null, indexScatterVar = null } = radio;
  if (n === null || index === null || indexLineVar === null || indexScatterVar === null)
    return { ...radio, ...NO_DERIVED };
  const { low, high } = indexInterval({ index, indexLineVar, indexScatterVar }, Math.max(1, n));
  return {
    ...radio,
    indexLow: Math.round(10 * low) / 10,
    indexHigh: Math.round(10 * high) / 10,
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
