/**
 * Whole days of six stores against what people did: queues, groups, visits and bounce, and how often the intervals hold.
 * `node scripts/benchmarks/sim/sim-stores.ts [STORE…] [--seeds 1,2,3]`
 */
import { parseArgs } from 'node:util';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { reportScenario } from '../../../src/app/sim/run-scenario.ts';
import type { Comparison } from '../../../src/sim/report/compare.ts';
import type { SimReport } from '../../../src/sim/report/sim-report.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import type { BenchStore } from './sim-layouts.ts';
import { benchStores } from './sim-layouts.ts';
import { judgeIntervals } from './two-sided.ts';

const HOUR_MS = 3_600_000;

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

export async function run(stores: readonly string[] = [], seeds: readonly number[] = [1, 2, 3]) {
  const all: Comparison[] = [];
  let isGood = true;
  for (const [name, store] of Object.entries(benchStores())) {
    if (stores.length > 0 && !stores.includes(name)) continue;
    for (const seed of seeds) {
      const report = await simulate(store, seed);
      console.log(`\n${name}, seed ${seed}: ${report.truth.store.entries} entries`);
      isGood = judgeDay(name, report) && isGood;
      all.push(...report.comparisons.filter(({ span }) => span !== 'window'));
    }
  }
  isGood = judgeIntervals(all) && isGood;
  if (!isGood) process.exitCode = 1;
}

async function simulate({ scenario, hours: [from, to] }: BenchStore, seed: number): Promise<SimReport> {
  const { shop, settings } = await openScenario(readScenario(scenario));
  const fromMs = shop.midnightMs + from * HOUR_MS;
  const toMs = shop.midnightMs + to * HOUR_MS;
  return reportScenario({ shop, settings, seed, fromMs, toMs, log: silentLog }, shop.name);
}

function judgeDay(store: string, { comparisons, zones }: SimReport): boolean {
  const whole = comparisons.filter(({ span }) => span === 'whole');
  const rows = whole.flatMap((compared) => {
    const bar = BARS[compared.metric];
    return bar === undefined ? [] : [judgeNumber(store, compared, bar)];
  });
  for (const { metric, of, truthMean, estimateMean, errorShare } of whole)
    console.log(`${metric} ${of}: ${round(truthMean)} ${round(estimateMean)} ${percent(errorShare)}`);
  const nulls = rows.filter(({ published }) => published === null).length;
  const presence = zones.map(({ zone, presenceErrorShare: error }) => `${zone} ${percent(error)}`);
  console.table(rows);
  console.log(`person-time: ${presence.join(', ')}`);
  if (nulls > MOST_NULL) console.log(`${nulls} numbers are null: at most ${MOST_NULL} may be`);
  return nulls <= MOST_NULL && rows.every(({ good }) => good);
}

function judgeNumber(
  store: string,
  { metric, n, truthMean, estimateMean }: Comparison,
  { share, amount = 0 }: { readonly share: number; readonly amount?: number },
) {
  const isKnown = n > 0;
  const off = estimateMean - truthMean;
  const isNear = Math.abs(off) <= Math.max(share * truthMean, amount);
  return {
    metric,
    truth: round(truthMean),
    published: isKnown ? round(estimateMean) : null,
    error: isKnown ? percent(off / truthMean) : 'null',
    good: isKnown ? isNear : REQUIRED[store]?.includes(metric) !== true,
  };
}

function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { seeds: { type: 'string' } },
    allowPositionals: true,
  });
  await run(positionals, values.seeds?.split(',').map(Number));
}
