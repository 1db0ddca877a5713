import type { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { RuleModel } from '../../../src/core/model/rule-model.ts';
import { createModel, createObservations } from './engine-load.ts';

const ROUNDS = 41;
const WARM_ROUNDS = 5;
/** Of five cameras at 5 frames a second. */
const SECONDS = 60;

export interface Subject {
  readonly create: typeof Engine;
  readonly rules?: readonly RuleModel[];
}

/**
 * Processor time of an observation, in microseconds, for each of some engines that see the same, in turns. The least of all
 * rounds is what it costs: whatever else runs on the machine only adds to it.
 */
export function measureLeast(subjects: readonly Subject[]): number[] {
  const observations = createObservations(SECONDS);
  const loads = subjects.map((subject) => new Load(observations, subject));
  const least = loads.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++)
    loads.forEach((load, n) => {
      least[n] = Math.min(least[n] ?? 0, load.run());
    });
  return least.map((us) => us / observations.length);
}

class Load {
  readonly #engine: Engine;
  readonly #observations: readonly Observation[];
  #rounds = 0;

  constructor(observations: readonly Observation[], { create, rules }: Subject) {
    const model = { ...createModel(), ...(rules && { reactions: { timezone: 'UTC', rules } }) };
    this.#observations = observations;
    this.#engine = new create(model, { fact: () => undefined, summary: () => undefined });
    for (let round = 0; round < WARM_ROUNDS; round++) this.run();
  }

  /** Microseconds of processor time for a round. */
  run(): number {
    const laterMs = this.#rounds * SECONDS * 1000;
    const shifted = this.#observations.map(
      (seen): Observation => ({ ...seen, at: (seen.at + laterMs) as EpochMs }),
    );
    this.#rounds += 1;
    const before = process.cpuUsage();
    for (const seen of shifted) this.#engine.step(seen);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  }
}
