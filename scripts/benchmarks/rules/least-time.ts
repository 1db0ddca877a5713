import type { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { RuleModel } from '../../../src/core/model/rule-model.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { Places } from './rule-mix.ts';

/** Observations: shorter than a turn of the processor. */
const SLICE = 10;

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

/**
 * Time of an observation, in microseconds, for each of some engines that see the same, in turns. Of every few observations the
 * least time of all rounds counts: whatever else runs on the machine only adds to it.
 */
export function measureLeast(
  load: EngineLoad,
  subjects: readonly Subject[],
  { all, warm }: Rounds,
): number[] {
  const runs = subjects.map((subject) => new Run(load, subject));
  for (let round = 0; round < all; round++) for (const run of runs) run.next(round >= warm);
  return runs.map(({ least }) => least.reduce((sum, us) => sum + us, 0) / load.observations.length);
}

class Run {
  readonly least: Float64Array;
  readonly #engine: Engine;
  readonly #load: EngineLoad;
  #rounds = 0;

  constructor(load: EngineLoad, { create, rules }: Subject) {
    const model = { ...load.model, ...(rules && { reactions: { timezone: 'UTC', rules } }) };
    this.#load = load;
    const slices = Math.ceil(load.observations.length / SLICE);
    this.least = new Float64Array(slices).fill(Number.POSITIVE_INFINITY);
    this.#engine = new create(model, { fact: () => undefined, summary: () => undefined });
  }

  next(isCounted: boolean): void {
    const { observations, seconds } = this.#load;
    const laterMs = this.#rounds * seconds * 1000;
    const shifted = observations.map(
      (seen): Observation => ({ ...seen, at: (seen.at + laterMs) as EpochMs }),
    );
    this.#rounds += 1;
    for (let n = 0; n < this.least.length; n++) {
      const before = process.hrtime.bigint();
      for (const seen of shifted.slice(n * SLICE, (n + 1) * SLICE)) this.#engine.step(seen);
      const us = Number(process.hrtime.bigint() - before) / 1000;
      if (isCounted) this.least[n] = Math.min(this.least[n] ?? 0, us);
    }
  }
}
