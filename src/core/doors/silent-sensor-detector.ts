import { list, text } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldSet } from '../model/state-part.ts';
import type { CountSource } from './count-source.ts';

/** P(no person) is below one in a million, also when the hour is half as busy as usual. */
const BUSY_HOUR_PEOPLE = 28;

/** Sensors that are up and counted no person in an hour that is busy in other weeks. */
export class SilentSensorDetector implements Checkpointed {
  readonly #silent = new Set<SensorId>();
  readonly state = heldSet(list(text<SensorId>()), this.#silent);

  /** The sensors that an hour without anybody adds to the silent ones. */
  find(sources: readonly CountSource[], usual: number | undefined, start: number, at: EpochMs): SensorId[] {
    if (usual === undefined || usual < BUSY_HOUR_PEOPLE) return [];
    const found = sources
      .filter((source) => source.wasUpSince(start, at) && !this.#silent.has(source.sensor))
      .map(({ sensor }) => sensor);
    for (const sensor of found) this.#silent.add(sensor);
    return found;
  }

  /** Whether it had been silent. */
  acceptCount(sensor: SensorId): boolean {
    return this.#silent.delete(sensor);
  }
}
