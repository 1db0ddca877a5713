import type { SensorModel } from '../engine/store-model.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';

/** Told that a sensor was live from one moment to another; both at most `maxGapMs` apart. */
export type LiveSink = (sensor: number, from: EpochMs, to: EpochMs) => void;

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Which sensors were live when. A sensor counts as live between two proofs of life (an observation, or `SensorUp`) that
 * are close enough; nothing has to be said at a power cut for its hole to show.
 */
export class Liveness implements Checkpointed {
  readonly #sensors: readonly SensorModel[];
  readonly #ordinals: ReadonlyMap<SensorId, number>;
  readonly #lastProof: Float64Array;
  readonly #live: LiveSink;

  constructor(sensors: readonly SensorModel[], live: LiveSink) {
    this.#sensors = sensors;
    this.#ordinals = new Map(sensors.map((sensor, i) => [sensor.id, i]));
    this.#lastProof = new Float64Array(sensors.length).fill(NEVER);
    this.#live = live;
  }

  /** Returns true when the sensor had not been live just before. */
  proof(id: SensorId, at: EpochMs): boolean {
    const sensor = this.#ordinals.get(id);
    if (sensor === undefined) return false;
    const last = this.#lastProof[sensor] ?? NEVER;
    if (at <= last) return false;
    this.#lastProof[sensor] = at;
    const maxGapMs = this.#sensors[sensor]?.maxGapMs ?? 0;
    if (at - last > maxGapMs) return true;
    this.#live(sensor, last as EpochMs, at);
    return false;
  }

  /** Whether the sensor's last proof of life is fresh enough at `at`. */
  isLive(id: SensorId, at: EpochMs): boolean {
    const sensor = this.#ordinals.get(id);
    if (sensor === undefined) return false;
    return at - (this.#lastProof[sensor] ?? NEVER) <= (this.#sensors[sensor]?.maxGapMs ?? 0);
  }

  /** The sensor said that it is down: the next proof starts a new stretch. */
  down(id: SensorId): void {
    const sensor = this.#ordinals.get(id);
    if (sensor !== undefined) this.#lastProof[sensor] = NEVER;
  }

  snapshot(): Json {
    return Object.fromEntries(
      this.#sensors.map((sensor, i) => [sensor.id, finiteOrNull(this.#lastProof[i] ?? NEVER)]),
    );
  }

  restore(saved: Json): void {
    const proofs = saved as Record<string, number | null>;
    this.#sensors.forEach((sensor, i) => {
      this.#lastProof[i] = proofs[sensor.id] ?? NEVER;
    });
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
