import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { CounterRead, SensorObservation } from '../../core/model/observation.ts';

/** The message of the other direction comes within this time, if it comes. */
const PATIENCE_MS = 2_000;

/** Totals that come with one direction a message → readings of both: each with the last total of the other. */
export class JointTotals {
  readonly #sensor: SensorId;
  #entered: number | null = null;
  #left: number | null = null;
  #readAt = 0;
  #heldSince: number | undefined;

  constructor(sensor: SensorId) {
    this.#sensor = sensor;
  }

  /** Holds a total until both directions are known. Returns any other observation at once. */
  hold(seen: SensorObservation): readonly SensorObservation[] {
    if (seen.kind !== 'CounterRead') return [seen];
    this.#entered = seen.entered ?? this.#entered;
    this.#left = seen.left ?? this.#left;
    this.#readAt = Math.max(this.#readAt, seen.readAt ?? seen.at);
    this.#heldSince ??= seen.at;
    return [];
  }

  /** One reading of both directions, once it has waited. */
  release(at: EpochMs): readonly CounterRead[] {
    if (this.#heldSince === undefined || at - this.#heldSince < PATIENCE_MS) return [];
    this.#heldSince = undefined;
    const [entered, left] = [this.#entered, this.#left];
    const readAt = this.#readAt as EpochMs;
    return [{ kind: 'CounterRead', sensor: this.#sensor, at, mode: 'total', entered, left, readAt }];
  }
}
