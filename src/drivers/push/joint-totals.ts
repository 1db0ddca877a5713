import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { CounterRead, SensorObservation } from '../../core/model/observation.ts';

/** How long the total of one direction waits for the message with the other direction. */
const PATIENCE_MS = 2_000;

/**
 * Combines totals when a device sends one message per direction. Each reading then holds both directions: if only one
 * was sent, the last total of the other is repeated.
 */
export class JointTotals {
  readonly #sensor: SensorId;
  #entered: number | null = null;
  #left: number | null = null;
  #readAt = 0;
  #heldSince: number | undefined;

  constructor(sensor: SensorId) {
    this.#sensor = sensor;
  }

  /** Keeps a total until `release` returns it. Returns any other observation unchanged. */
  hold(seen: SensorObservation): readonly SensorObservation[] {
    if (seen.kind !== 'CounterRead') return [seen];
    this.#entered = seen.entered ?? this.#entered;
    this.#left = seen.left ?? this.#left;
    this.#readAt = Math.max(this.#readAt, seen.readAt ?? seen.at);
    this.#heldSince ??= seen.at;
    return [];
  }

  /** Returns one reading with both directions, once PATIENCE_MS has passed since the first total that it holds. */
  release(at: EpochMs): readonly CounterRead[] {
    if (this.#heldSince === undefined || at - this.#heldSince < PATIENCE_MS) return [];
    this.#heldSince = undefined;
    const [entered, left] = [this.#entered, this.#left];
    const readAt = this.#readAt as EpochMs;
    return [{ kind: 'CounterRead', sensor: this.#sensor, at, mode: 'total', entered, left, readAt }];
  }
}
