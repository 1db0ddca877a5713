import { Engine } from '../../../src/core/engine/engine.ts';
import { hasMotData } from '../tracking/mot-data.ts';
import { createCameraLoad } from './engine-load.ts';
import type { EngineLoad, Rounds } from './least-time.ts';
import { findNoise, MAX_NOISE, measureLeast } from './least-time.ts';
import { APPROACHES, createRules } from './rule-mix.ts';

const MAX_COST = 0.05;
const SECONDS = 60;
/** Engines without rules that show the noise of a run. */
const COPIES = 3;
const STORE_ROUNDS = { all: 30, warm: 6 };
/** The rules' code runs seldom, and is compiled late. */
const CAMERA_ROUNDS = { all: 120, warm: 70 };

type Mix = keyof typeof APPROACHES;

/**
 * What 1,000 rules cost the engine. The bar is for all that a gateway observes in a store. Printed beside it: cameras
 * alone, an engine that does nothing but follow people who all walk, with harder mixes of rules.
 */
export function measureEngine(load: EngineLoad): boolean {
  const store = measure(load, STORE_ROUNDS, ['none', 'store']);
  print('a store at its busiest hour', store);
  const isMet = judge(store);
  if (hasMotData())
    print(
      'cameras alone, everybody walks',
      measure(createCameraLoad(SECONDS), CAMERA_ROUNDS, ['none', 'store', 'many', 'hardest']),
    );
  return isMet;
}

function judge({ costs, noise }: Measured): boolean {
  if (noise > MAX_NOISE) {
    console.log(
      `MISSED cannot tell: equal engines differ by ${percent(noise)} (at most ${percent(MAX_NOISE)}); run it alone`,
    );
    return false;
  }
  const share = Math.max(...costs.map((cost) => cost.share)) + noise;
  const isMet = share < MAX_COST;
  console.log(
    `${isMet ? 'met   ' : 'MISSED'} ${percent(share)} of the engine's time at most, with the noise of the run (bar ${percent(MAX_COST)})`,
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
  const times = measureLeast(
    load,
    [
      ...Array.from({ length: COPIES }, () => ({ create: Engine })),
      { create: Engine, rules: [] },
      ...mixes.map((mix) => ({ create: Engine, rules: createRules(APPROACHES[mix], load.places) })),
    ],
    rounds,
  );
  const copies = times.slice(0, COPIES);
  const withoutUs = copies.reduce((sum, us) => sum + us, 0) / COPIES;
  const names = ['no rule, live values', ...mixes.map((mix) => `1,000 rules, ${APPROACHES[mix]} approaches`)];
  return {
    ...{ withoutUs, noise: findNoise(copies), perSecond: load.observations.length / load.seconds },
    costs: times
      .slice(COPIES)
      .map((us, i) => ({ what: names[i] ?? '', us: us - withoutUs, share: us / withoutUs - 1 })),
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
