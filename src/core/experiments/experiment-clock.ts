import type { ExperimentModel, Variant } from '../model/experiment-model.ts';
import { LocalClock } from '../time/local-clock.ts';
import type { ScheduledPair } from './switchback-schedule.ts';
import { createSchedule, findVariant } from './switchback-schedule.ts';

const MINUTE_MS = 60_000;

interface Running extends ExperimentModel {
  readonly schedule: readonly ScheduledPair[];
  now: Variant | undefined;
}

/** Finds, once a minute, the variant of each experiment that runs now. */
export class ExperimentClock {
  readonly #clock: LocalClock;
  readonly #running: ReadonlyMap<string, Running>;
  #minute = Number.NaN;

  constructor(timezone: string, experiments: readonly ExperimentModel[]) {
    this.#clock = new LocalClock(timezone);
    this.#running = new Map(
      experiments.map(({ id, plan }) => [id, { id, plan, schedule: createSchedule(plan), now: undefined }]),
    );
  }

  /** Returns the ids of experiments whose variant changed. */
  advance(atMs: number): readonly string[] {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (minute === this.#minute || this.#running.size === 0) return [];
    this.#minute = minute;
    const changed: string[] = [];
    for (const running of this.#running.values()) {
      const now = this.variantAt(running.id, atMs);
      if (now !== running.now) changed.push(running.id);
      running.now = now;
    }
    return changed;
  }

  /** The variant at the last check; undefined outside of the experiment. */
  getVariant(id: string): Variant | undefined {
    return this.#running.get(id)?.now;
  }

  variantAt(id: string, ms: number): Variant | undefined {
    const running = this.#running.get(id);
    const at = { day: this.#clock.dayAt(ms), hour: this.#clock.hourAt(ms) };
    return running && findVariant(running.plan, running.schedule, at);
  }
}
