/**
 * Whole days of six stores against what people did: queues, groups, visits and bounce, and how often the intervals hold.
 * `node scripts/benchmarks/sim/sim-stores.ts [STORE…] [--seeds 1,2,3] [--kept]`
 * It takes hours, so each day's result is kept in .cache/sim-stores. Days that are there are not simulated again: delete
 * those that a change of the counts made old. All days that are there are judged; with `--kept`, only those.
 */
import { parseArgs } from 'node:util';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import type { ScenarioResult } from '../../../src/app/sim/run-scenario.ts';
import { runScenario } from '../../../src/app/sim/run-scenario.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { withoutRadio } from '../without-radio.ts';
import { judgeDay } from './judge-day.ts';
import { isKept, keepDay, readComparedDays } from './kept-days.ts';
import type { BenchStore } from './sim-layouts.ts';
import { benchStores } from './sim-layouts.ts';
import { judgeIntervals } from './two-sided.ts';

const HOUR_MS = 3_600_000;

export async function run(stores: readonly string[] = [], seeds: readonly number[] = [1, 2, 3]) {
  for (const [name, store] of Object.entries(benchStores())) {
    if (stores.length > 0 && !stores.includes(name)) continue;
    for (const seed of seeds) {
      if (!isKept(name, seed)) keepDay(name, seed, await simulate(store, seed));
    }
  }
  judgeKept();
}

function judgeKept(): void {
  const days = readComparedDays();
  if (days.length === 0) console.log('no day to judge');
  const good = days.map(judgeDay);
  const isCalibrated = judgeIntervals(days.flatMap(({ comparisons }) => comparisons));
  if (!isCalibrated || good.length === 0 || good.includes(false)) process.exitCode = 1;
}

async function simulate(store: BenchStore, seed: number): Promise<ScenarioResult> {
  const trees = readScenario(store.scenario);
  const { shop, settings } = await openScenario(store.isWithoutRadio === true ? withoutRadio(trees) : trees);
  const [from, to] = store.hours;
  const fromMs = shop.midnightMs + from * HOUR_MS;
  const toMs = shop.midnightMs + to * HOUR_MS;
  return runScenario({ shop, settings, seed, fromMs, toMs, log: silentLog });
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { seeds: { type: 'string' }, kept: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.kept === true) judgeKept();
  else await run(positionals, values.seeds?.split(',').map(Number));
}
