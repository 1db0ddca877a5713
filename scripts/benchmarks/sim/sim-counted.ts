/**
 * Days of the six stores without cameras: how often intervals of doors, visits, bounce and the radios' index hold.
 * `node scripts/benchmarks/sim/sim-counted.ts [STORE…] [--seeds 21,22,23]`
 * A day takes seconds, so there are enough closings, which publish one interval each. The index's constants are chosen on
 * seeds 11 to 13. Played days are kept in .cache/sim-counted; those that were asked for are judged.
 */
import { parseArgs } from 'node:util';
import { readScenario } from '../../../src/app/sim/open-scenario.ts';
import { withoutCameras } from '../without-cameras.ts';
import { COUNTED, keepDay, readCompared } from './kept-days.ts';
import { playDay } from './play-day.ts';
import { benchStores } from './sim-layouts.ts';
import { judgeIntervals } from './two-sided.ts';

const SEEDS = [21, 22, 23];

export async function run(stores: readonly string[] = [], seeds: readonly number[] = SEEDS): Promise<void> {
  const all = Object.entries(benchStores());
  const chosen = all.filter(([name]) => stores.length === 0 || stores.includes(name));
  for (const seed of seeds) {
    for (const [name, { scenario, hours, isWithoutRadio }] of chosen) {
      if (COUNTED.has(name, seed)) continue;
      const bare = withoutCameras(readScenario(scenario));
      const trees = isWithoutRadio === true ? withoutTags(bare) : bare;
      keepDay(COUNTED, { store: name, seed }, await playDay(trees, hours, seed));
    }
  }
  const names = new Set(chosen.map(([name]) => name));
  const days = readCompared(COUNTED).filter(({ store, seed }) => names.has(store) && seeds.includes(seed));
  console.log(`${days.length} days without cameras`);
  if (!judgeIntervals(days.flatMap(({ comparisons }) => comparisons))) process.exitCode = 1;
}

/** Receivers still hear phones. To find a dozen trolleys takes most of the time. */
function withoutTags<T extends { readonly scenario: unknown; readonly settings: unknown }>(trees: T): T {
  const [scenario, settings] = [trees.scenario, trees.settings] as [object, object];
  return {
    ...trees,
    scenario: { ...scenario, tags: {} },
    settings: { ...settings, tags: [] },
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { seeds: { type: 'string' } },
    allowPositionals: true,
  });
  await run(positionals, values.seeds?.split(',').map(Number));
}
