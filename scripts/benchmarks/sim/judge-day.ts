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
/** Least and greatest error of the time that people spend in all zones, as a share of it. */
const PERSON_TIME = { least: -0.063, greatest: 0.002 };
/** Error of the days that were above it when it was set, by this bench, before queues ended at their service zones. */
const PERSON_TIME_BEFORE: Readonly<Record<string, number>> = { 'boutique 2': 0.009, 'boutique 3': 0.041 };
/** How much worse those days may become. */
const PERSON_TIME_WORSE = 0.01;

/** Prints the day, and returns whether all numbers are near enough and few enough are null. */
export function judgeDay({ store, seed, commit, entries, comparisons }: ComparedDay): boolean {
  console.log(`\n${store}, seed ${seed}: ${entries} entries (${commit})`);
  const whole = comparisons.filter(({ span }) => span === 'whole');
  const rows = Object.entries(BARS).flatMap(([metric, bar]) => {
    const own = whole.filter((compared) => compared.metric === metric);
    return own.length === 0 ? [noRow(store, metric)] : own.map((each) => judgeNumber(store, each, bar));
  });
  const nulls = rows.filter(({ published }) => published === null).length;
  const zones = whole.filter(({ metric, n }) => metric === 'zone.presenceMs' && n > 0);
  const inZones = judgePersonTime(`${store} ${seed}`, zones);
  console.table([...rows, inZones]);
  console.log(`person-time: ${zones.map(({ of, errorShare }) => `${of} ${percent(errorShare)}`).join(', ')}`);
  if (nulls > MOST_NULL) console.log(`${nulls} numbers are null: at most ${MOST_NULL} may be`);
  return nulls <= MOST_NULL && [...rows, inZones].every(({ good }) => good);
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

function judgePersonTime(day: string, zones: readonly Comparison[]) {
  const truth = zones.reduce((sum, { truthMean }) => sum + truthMean, 0);
  const published = zones.reduce((sum, { estimateMean }) => sum + estimateMean, 0);
  const error = published / truth - 1;
  const before = PERSON_TIME_BEFORE[day];
  const greatest = before === undefined ? PERSON_TIME.greatest : before + PERSON_TIME_WORSE;
  return {
    ...{ metric: 'zone.presenceMs', of: 'all zones', truth: round(truth), published: round(published) },
    ...{ error: percent(error), good: error >= PERSON_TIME.least && error <= greatest },
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
