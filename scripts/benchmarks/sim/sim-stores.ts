/**
 * The product's own gateway in the shipped stores, against the truth: `node scripts/benchmarks/sim/sim-stores.ts
 * [HOURS] [SEEDS] [SHOP]`. Count error, dwell error and coverage of the published intervals, metric by metric.
 */
import { SHIPPED_SHOPS } from '../../../src/app/sim/open-scenario.ts';
import { reportScenario } from '../../../src/app/sim/run-scenario.ts';
import type { Comparison, IntervalRecord } from '../../../src/sim/report/compare.ts';
import { intervalRecords } from '../../../src/sim/report/compare.ts';
import type { SimReport } from '../../../src/sim/report/sim-report.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { openShippedStore } from '../../../test/support/stores/shipped-store.ts';

const HOUR_MS = 3_600_000;
/** A Tuesday, when every store has been open for a while. */
const FROM_HOUR = 11;
const WANTED_SHARE = 0.93;

export async function run(hours = 4, seeds = 2, only?: string): Promise<void> {
  const records: IntervalRecord[] = [];
  const long: Comparison[] = [];
  for (const name of SHIPPED_SHOPS) {
    if (only !== undefined && only !== name) continue;
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await simulate(name, hours, seed);
      records.push(...report.intervals);
      long.push(...report.comparisons.filter(({ span }) => span !== 'window'));
      console.log(`\n${name}, seed ${seed}: ${hours} h with ${report.truth.store.entries} entries`);
      print(report);
      printIntervals(report.intervals);
    }
  }
  console.log('\n95 % intervals of all shops and seeds');
  printIntervals(total(records));
  console.log('\nof them, those of whole hours and runs');
  printIntervals(intervalRecords(long));
}

async function simulate(name: string, hours: number, seed: number): Promise<SimReport> {
  const { shop, settings } = await openShippedStore(name);
  const fromMs = shop.midnightMs + FROM_HOUR * HOUR_MS;
  const startedMs = performance.now();
  const toMs = fromMs + hours * HOUR_MS;
  const report = await reportScenario({ shop, settings, seed, fromMs, toMs, log: silentLog }, shop.name);
  const tookS = (performance.now() - startedMs) / 1000;
  console.log(`\n${name}: ${tookS.toFixed(1)} s, ${((hours * 3600) / tookS).toFixed(0)} times real time`);
  return report;
}

function print({ comparisons }: SimReport): void {
  console.log('number            of                 truth published   error');
  for (const c of comparisons) {
    if (c.span !== 'whole') continue;
    const share = c.errorShare === null ? '–' : `${(100 * c.errorShare).toFixed(1)} %`;
    const scale = c.metric.endsWith('Ms') ? 1000 : 1;
    console.log(
      `${c.metric.padEnd(17)} ${c.of.padEnd(14)} ${(c.truthMean / scale).toFixed(1).padStart(9)} ` +
        `${(c.estimateMean / scale).toFixed(1).padStart(9)} ${share.padStart(7)}`,
    );
  }
}

function printIntervals(records: readonly IntervalRecord[]): void {
  for (const { metric, n, holding, share } of records) {
    const verdict = share >= WANTED_SHARE ? '' : '   under 93 %';
    console.log(`  ${metric.padEnd(20)} ${holding} of ${n} hold: ${(100 * share).toFixed(1)} %${verdict}`);
  }
}

function total(records: readonly IntervalRecord[]): IntervalRecord[] {
  return [...Map.groupBy(records, ({ metric }) => metric)].map(([metric, group]) => {
    const n = group.reduce((sum, record) => sum + record.n, 0);
    const holding = group.reduce((sum, record) => sum + record.holding, 0);
    return { metric, n, holding, share: holding / n };
  });
}

if (import.meta.main) {
  const [hours = '4', seeds = '2', only] = process.argv.slice(2);
  await run(Number(hours), Number(seeds), only);
}
