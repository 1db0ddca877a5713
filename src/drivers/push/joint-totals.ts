import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { CounterRead, SensorObservation } from '../../core/model/observation.ts';

/** How long a total waits for the other direction's message. */
const PATIENCE_MS = 2_000;

/**
 * Combines totals that arrive in one message per direction. Each reading holds both directions, with the last total of
 * the other.
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

  /** Holds a total until both directions are known. Returns any other observation at once. */
  hold(seen: SensorObservation): readonly SensorObservation[] {
    if (seen.kind !== 'CounterRead') return [seen];
    this.#entered = seen.entered ?? this.#entered;
    this.#left = seen.left ?? this.#left;
    this.#readAt = Math.max(this.#readAt, seen.readAt ?? seen.at);
    this.#heldSince ??= seen.at;
    return [];
  }

  /** Returns one reading of both directions once PATIENCE_MS has passed. */
  release(at: EpochMs): readonly CounterRead[] {
    if (this.#heldSince === undefined || at - this.#heldSince < PATIENCE_MS) return [];
    this.#heldSince = undefined;
    const [entered, left] = [this.#entered, this.#left];
    const readAt = this.#readAt as EpochMs;
    return [{ kind: 'CounterRead', sensor: this.#sensor, at, mode: 'total', entered, left, readAt }];
  }
}
