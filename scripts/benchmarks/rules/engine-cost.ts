import { Engine } from '../../../src/core/engine/engine.ts';
import { hasMotData } from '../tracking/mot-data.ts';
import { createCameraLoad } from './engine-load.ts';
import type { EngineLoad, Rounds } from './least-time.ts';
import { measureLeast } from './least-time.ts';
import { APPROACHES, createRules } from './rule-mix.ts';
import { recordStoreLoad } from './store-load.ts';

const MAX_COST = 0.05;
const SECONDS = 60;
const STORE_ROUNDS = { all: 12, warm: 4 };
/** The rules' code runs seldom, and is compiled late. */
const CAMERA_ROUNDS = { all: 120, warm: 70 };

type Mix = keyof typeof APPROACHES;

/**
 * What 1,000 rules cost the engine. The bar is for all that a gateway observes in a store. Printed beside it: cameras
 * alone, an engine that does nothing but follow people who all walk, with harder mixes of rules.
 */
export async function measureEngine(): Promise<boolean> {
  const store = measure(await recordStoreLoad(SECONDS), STORE_ROUNDS, ['none', 'store']);
  print('a store at its busiest hour', store);
  // A run whose two equal engines differ by as much as the bar tells nothing.
  const share = Math.max(...store.costs.map((cost) => cost.share)) + store.noise;
  const isMet = share < MAX_COST;
  console.log(
    `${isMet ? 'met   ' : 'MISSED'} ${percent(share)} of the engine's time at most, with the noise of the run (bar ${percent(MAX_COST)})`,
  );
  if (hasMotData())
    print(
      'cameras alone, everybody walks',
      measure(createCameraLoad(SECONDS), CAMERA_ROUNDS, ['none', 'store', 'many', 'hardest']),
    );
  return isMet;
}

interface Measured {
  readonly perSecond: number;
  readonly withoutUs: number;
  readonly noise: number;
  /** The live values alone, and with each mix of rules. */
  readonly costs: readonly { readonly what: string; readonly us: number; readonly share: number }[];
}

function measure(load: EngineLoad, rounds: Rounds, mixes: readonly Mix[]): Measured {
  // Twice without rules: how much two equal engines differ is what this run cannot tell.
  const [one = 0, other = 0, ...rest] = measureLeast(
    load,
    [
      ...[{ create: Engine }, { create: Engine }, { create: Engine, rules: [] }],
      ...mixes.map((mix) => ({ create: Engine, rules: createRules(APPROACHES[mix], load.places) })),
    ],
    rounds,
  );
  const withoutUs = Math.min(one, other);
  const names = ['no rule, live values', ...mixes.map((mix) => `1,000 rules, ${APPROACHES[mix]} approaches`)];
  return {
    ...{ withoutUs, noise: Math.abs(one - other) / withoutUs },
    perSecond: load.observations.length / load.seconds,
    costs: rest.map((us, i) => ({ what: names[i] ?? '', us: us - withoutUs, share: us / withoutUs - 1 })),
  };
}

function print(what: string, { perSecond, withoutUs, noise, costs }: Measured): void {
  console.log(
    `${what}: ${perSecond.toFixed(0)} observations a second, ${withoutUs.toFixed(2)} µs each without rules, ± ${percent(noise)}`,
  );
  for (const { what: of, us, share } of costs)
    console.log(`       ${of}: ${us.toFixed(2)} µs more, ${percent(share)}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
