/**
 * Rules and live outputs: what 1,000 rules cost the engine, what the code costs a gateway without rules, and how long a
 * crossing takes to reach another process, from its due time. Reference: a bare publish in the same run.
 */
import { measureEngine } from './engine-cost.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory-cost.ts';

export async function run(): Promise<void> {
  const isGood = [measureEngine(), measureMemory(), await measureLatency()];
  if (isGood.includes(false)) process.exitCode = 1;
}
