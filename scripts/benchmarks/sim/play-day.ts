import type { SimTrees } from '../../../src/app/sim/open-scenario.ts';
import { openScenario } from '../../../src/app/sim/open-scenario.ts';
import type { ScenarioResult } from '../../../src/app/sim/run-scenario.ts';
import { runScenario } from '../../../src/app/sim/run-scenario.ts';
import { silentLog } from '../../../test/support/silent-log.ts';

const HOUR_MS = 3_600_000;

/** Local hours of the scenario's day. */
export type Hours = readonly [from: number, to: number];

export async function playDay(trees: SimTrees, [from, to]: Hours, seed: number): Promise<ScenarioResult> {
  const { shop, settings } = await openScenario(trees);
  const fromMs = shop.midnightMs + from * HOUR_MS;
  const toMs = shop.midnightMs + to * HOUR_MS;
  return runScenario({ shop, settings, seed, fromMs, toMs, log: silentLog });
}
