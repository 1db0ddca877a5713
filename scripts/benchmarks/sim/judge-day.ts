/** A simulated day's published numbers against what people did. */
import type { Comparison } from '../../../src/sim/report/compare.ts';
import type { ComparedDay } from './kept-days.ts';

/** How far a day's number may be from the truth: a share of it, or this much where that is more. */
const BARS: Readonly<Record<string, { readonly share: number; readonly amount?: number }>> = {
  'queue.served': { share: 0.05 },
  'queue.waitMeanMs': { share: 0.1 },
  'queue.waitP95Ms': { share: 0.2 },
  'queue.abandoned': { share: 0.2, amount: 3 },
  'store.groups': { share: 0.1 },
  'visits.meanMs': { share: 0.1 },
  'visits.bounceShare': { share: 0, amount: 0.03 },
};
/** Numbers that may not be null. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  boutique: Object.keys(BARS),
  // One of its doors has a counter alone: groups cannot be known there.
  corner: Object.keys(BARS).filter((metric) => metric !== 'store.groups'),
  supermarket: ['queue.served', 'queue.waitMeanMs', 'visits.meanMs'],
};
const MOST_NULL = 2;

/** Prints the day, and returns whether all numbers are near enough and few enough are null. */
export function judgeDay({ store, seed, commit, entries, comparisons }: ComparedDay): boolean {
  console.log(`\n${store}, seed ${seed}: ${entries} entries (${commit})`);
  const whole = comparisons.filter(({ span }) => span === 'whole');
  const rows = Object.entries(BARS).flatMap(([metric, bar]) => {
    const own = whole.filter((compared) => compared.metric === metric);
    return own.length === 0 ? [noRow(store, metric)] : own.map((each) => judgeNumber(store, each, bar));
  });
  const nulls = rows.filter(({ published }) => published === null).length;
  console.table(rows);
  const zones = whole
    .filter(({ metric }) => metric === 'zone.presenceMs')
    .map(({ of, errorShare }) => `${of} ${percent(errorShare)}`);
  console.log(`person-time: ${zones.join(', ')}`);
  if (nulls > MOST_NULL) console.log(`${nulls} numbers are null: at most ${MOST_NULL} may be`);
  return nulls <= MOST_NULL && rows.every(({ good }) => good);
}

function judgeNumber(
  store: string,
  { metric, of, n, truthMean, estimateMean }: Comparison,
  { share, amount = 0 }: { readonly share: number; readonly amount?: number },
) {
  const isKnown = n > 0;
  const off = estimateMean - truthMean;
  const isNear = Math.abs(off) <= Math.max(share * truthMean, amount);
  return {
    ...{ metric, of, truth: isKnown ? round(truthMean) : '–' },
    published: isKnown ? round(estimateMean) : null,
    error: isKnown ? percent(off / truthMean) : 'null',
    good: isKnown ? isNear : mayBeNull(store, metric),
  };
}

/** The report does not list the number at all. */
function noRow(store: string, metric: string) {
  return {
    ...{ metric, of: '–', truth: '–', published: null, error: 'no row' },
    good: mayBeNull(store, metric),
  };
}

function mayBeNull(store: string, metric: string): boolean {
  return REQUIRED[store]?.includes(metric) !== true;
}

function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}
