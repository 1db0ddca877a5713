import { Engine } from '../../../src/core/engine/engine.ts';
import { hasMotData } from '../tracking/mot-data.ts';
import { APPROACHES, createRules } from './engine-load.ts';
import { measureLeast } from './least-time.ts';

const MAX_COST = 0.05;

/**
 * What 1,000 rules cost the engine: a store's mix, with and without its displays that know who is about to come, and harder
 * ones. The bar is for the store's mix.
 */
export function measureEngine(): boolean {
  if (!hasMotData()) return true;
  const mixes = Object.values(APPROACHES).map((approaches) => ({
    approaches,
    rules: createRules(approaches),
  }));
  // Twice without rules: how much two equal loads differ is what this run cannot tell.
  const [one = 0, other = 0, ...withRules] = measureLeast([
    ...[{ create: Engine }, { create: Engine }],
    ...mixes.map(({ rules }) => ({ create: Engine, rules })),
  ]);
  const none = Math.min(one, other);
  const noise = Math.abs(one - other) / none;
  console.log(`engine: ${none.toFixed(2)} µs an observation without rules, ± ${(100 * noise).toFixed(1)} %`);
  return mixes.map(({ approaches }, n) => judge(approaches, none, withRules[n] ?? Number.NaN)).every(Boolean);
}

function judge(approaches: number, none: number, us: number): boolean {
  const share = us / none - 1;
  const isMet = share < MAX_COST;
  const cost = `1,000 rules, ${approaches} of them approaches: + ${(us - none).toFixed(2)} µs, ${(100 * share).toFixed(1)} %`;
  if (approaches !== APPROACHES.store) {
    console.log(`       ${cost}`);
    return true;
  }
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${cost} (at most ${100 * MAX_COST} %)`);
  return isMet;
}
