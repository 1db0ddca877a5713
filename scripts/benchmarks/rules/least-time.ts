import type { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { RuleModel } from '../../../src/core/model/rule-model.ts';
import { createModel, createObservations } from './engine-load.ts';

const ROUNDS = 41;
const WARM_ROUNDS = 12;
/** Observations: shorter than a turn of the processor. */
const SLICE = 10;
/** Of five cameras at 5 frames a second. */
const SECONDS = 60;

export interface Subject {
  readonly create: typeof Engine;
  readonly rules?: readonly RuleModel[];
}

/**
 * Time of an observation, in microseconds, for each of some engines that see the same, in turns. Of every few observations the
 * least time of all rounds counts: whatever else runs on the machine only adds to it.
 */
export function measureLeast(subjects: readonly Subject[]): number[] {
  const observations = createObservations(SECONDS);
  const loads = subjects.map((subject) => new Load(observations, subject));
  for (let round = 0; round < ROUNDS; round++) for (const load of loads) load.run(round >= WARM_ROUNDS);
  return loads.map(({ least }) => least.reduce((sum, us) => sum + us, 0) / observations.length);
}

class Load {
  readonly least: Float64Array;
  readonly #engine: Engine;
  readonly #observations: readonly Observation[];
  #rounds = 0;

  constructor(observations: readonly Observation[], { create, rules }: Subject) {
    const model = { ...createModel(), ...(rules && { reactions: { timezone: 'UTC', rules } }) };
    this.#observations = observations;
    this.least = new Float64Array(Math.ceil(observations.length / SLICE)).fill(Number.POSITIVE_INFINITY);
    this.#engine = new create(model, { fact: () => undefined, summary: () => undefined });
  }

  run(isCounted: boolean): void {
    const laterMs = this.#rounds * SECONDS * 1000;
    const shifted = this.#observations.map(
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
