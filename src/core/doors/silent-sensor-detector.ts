import { list, text } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldSet } from '../model/state-part.ts';
import type { CountSource } from './count-source.ts';

/**
 * From this usual number of people on, an hour counts as busy. Even if only half of them come, an hour without any has
 * a probability below 1 in a million.
 */
const BUSY_HOUR_PEOPLE = 28;

/** Detects sensors that are up but count no person in an hour that is busy in other weeks. */
export class SilentSensorDetector implements Checkpointed {
  readonly #silent = new Set<SensorId>();
  readonly state = heldSet(list(text<SensorId>()), this.#silent);

  /** Returns the sensors that became silent: they counted no person in a busy hour. */
  find(sources: readonly CountSource[], usual: number | undefined, start: number, at: EpochMs): SensorId[] {
    if (usual === undefined || usual < BUSY_HOUR_PEOPLE) return [];
    const found = sources
      .filter((source) => source.wasUpSince(start, at) && !this.#silent.has(source.sensor))
      .map(({ sensor }) => sensor);
    for (const sensor of found) this.#silent.add(sensor);
    return found;
  }

  /** Ends a sensor's silence. Returns whether the sensor had been silent. */
  acceptCount(sensor: SensorId): boolean {
    return this.#silent.delete(sensor);
  }
}
