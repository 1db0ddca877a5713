/**
 * Three days of a pharmacy without cameras: who came again, and which products were handled, against what people did.
 * `scripts/bench sim-returns`; fails where an interval misses the truth, or handling is off by a tenth.
 */
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { runScenario } from '../../../src/app/sim/run-scenario.ts';
import { mergeWindows } from '../../../src/core/metrics/merging/merge-windows.ts';
import { newestRevisions } from '../../../src/sim/report/compare.ts';
import type { Reading } from '../../../src/sim/report/readings.ts';
import { readWindow } from '../../../src/sim/report/readings.ts';
import { truthWindow } from '../../../src/sim/truth/truth-window.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { withoutCameras } from '../without-cameras.ts';
import { benchStores } from './sim-layouts.ts';

const SEED = 1;
const [DAYS, DAY_MS] = [3, 24 * 3_600_000];
const HANDLED_OFF = 0.1;

export async function run(): Promise<void> {
  const { pharmacy } = benchStores();
  if (pharmacy === undefined) throw new RangeError('there is no pharmacy');
  const { shop, settings } = await openScenario(withoutCameras(readScenario(pharmacy.scenario)));
  const { midnightMs: fromMs } = shop;
  // A minute more: a day is counted when the next one has begun.
  const toMs = fromMs + DAYS * DAY_MS + 15 * 60_000;
  const { truth, summaries } = await runScenario({
    shop,
    settings,
    seed: SEED,
    fromMs,
    toMs,
    log: silentLog,
  });
  const windows = newestRevisions(summaries).filter(({ partial }) => !partial);
  const longMs = Math.max(...windows.map(({ durationMs }) => durationMs));
  const whole = mergeWindows(windows.filter(({ durationMs }) => durationMs === longMs));
  const readings = readWindow(whole, truthWindow(truth, fromMs, toMs));
  const judged = readings.filter(({ metric }) => /^(returning|product)\./.test(metric)).map(judge);
  console.table(judged);
  if (judged.length === 0 || judged.some(({ good }) => !good)) process.exitCode = 1;
}

/** The share of the first day is null: no day before is known. */
function judge({ metric, of, truth, estimate, low, high }: Reading) {
  const isNear = estimate !== null && Math.abs(estimate - truth) <= HANDLED_OFF * truth;
  const isHeld = low === null || high === null ? isNear : low <= truth && truth <= high;
  return { metric, of, truth, published: estimate, low, high, good: estimate === null || isHeld };
}

if (import.meta.main) await run();
