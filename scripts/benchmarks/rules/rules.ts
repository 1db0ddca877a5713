/**
 * Rules and live outputs: what 1,000 rules cost the engine, what the code costs a gateway without rules, and how long an edge
 * at a door or a person over a line takes to reach another process. Reference: a bare publish in the same run.
 */
import { measureEngine } from './engine-cost.ts';
import { measureHooks } from './hook-cost.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory-cost.ts';
import { recordStoreLoad } from './store-load.ts';

/** A minute of the store, seen over and over. */
const SECONDS = 60;

export async function run(): Promise<void> {
  const load = await recordStoreLoad(SECONDS);
  const isGood = [measureEngine(load), await measureHooks(load), measureMemory(), await measureLatency()];
  if (isGood.includes(false)) process.exitCode = 1;
}
