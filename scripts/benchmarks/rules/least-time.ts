import type { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { RuleModel } from '../../../src/core/model/rule-model.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { Places } from './rule-mix.ts';

/** What engines see, over and over. */
export interface EngineLoad {
  readonly model: StoreModel;
  readonly observations: readonly Observation[];
  readonly seconds: number;
  readonly places: Places;
}

export interface Subject {
  readonly create: typeof Engine;
  readonly rules?: readonly RuleModel[];
}

/** How often the load is repeated, and how often of that before anything counts: a gateway runs for weeks. */
export interface Rounds {
  readonly all: number;
  readonly warm: number;
}

/** Equal engines may differ by this share. A run in which they differ by more tells nothing. */
export const MAX_NOISE = 0.015;

/** Largest difference between equal engines, as a share. */
export function findNoise(equal: readonly number[]): number {
  return Math.max(...equal) / Math.min(...equal) - 1;
}

/**
 * Returns the time per observation in microseconds for engines that see the same. They take turns at each second of the load,
 * in changing order. The least time of all rounds counts for each second, because other work on the machine only adds.
 */
export function measureLeast(
  load: EngineLoad,
  subjects: readonly Subject[],
  { all, warm }: Rounds,
): number[] {
  const engines = subjects.map((subject) => createEngine(load, subject));
  const seconds = cutSeconds(load.observations);
  const least = engines.map(() => new Float64Array(seconds.length).fill(Number.POSITIVE_INFINITY));
  for (let round = 0; round < all; round++)
    for (const [second, observations] of seconds.entries()) {
      const shifted = shift(observations, round * load.seconds * 1000);
      for (let turn = 0; turn < engines.length; turn++) {
        const of = (turn + second + round) % engines.length;
        const us = time(engines[of], shifted);
        const times = least[of];
        if (times !== undefined && round >= warm) times[second] = Math.min(times[second] ?? us, us);
      }
    }
  return least.map((times) => times.reduce((sum, us) => sum + us, 0) / load.observations.length);
}

function createEngine(load: EngineLoad, { create, rules }: Subject): Engine {
  const model = { ...load.model, ...(rules && { reactions: { timezone: 'UTC', rules } }) };
  return new create(model, { fact: () => undefined, summary: () => undefined });
}

function cutSeconds(observations: readonly Observation[]): Observation[][] {
  return [...Map.groupBy(observations, ({ at }) => Math.floor(at / 1000)).values()];
}

function shift(observations: readonly Observation[], byMs: number): Observation[] {
  return observations.map((seen): Observation => ({ ...seen, at: (seen.at + byMs) as EpochMs }));
}

function time(engine: Engine | undefined, observations: readonly Observation[]): number {
  const before = process.hrtime.bigint();
  for (const seen of observations) engine?.step(seen);
  return Number(process.hrtime.bigint() - before) / 1000;
}
