import { byKey, number, orNever } from '../../model/codec.ts';
import type { EpochMs, SensorId } from '../../model/ids.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { held } from '../../model/state-part.ts';
import type { SensorModel } from '../../model/store-model.ts';

/** Receives a span in which a sensor was live, at most `maxGapMs` long. */
export type LiveSink = (sensor: number, from: EpochMs, to: EpochMs) => void;

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Records when each sensor was live. A heartbeat is any observation or a `SensorAlive`. A sensor is live between two
 * heartbeats that are close enough. A power cut is thus noticed without a message.
 */
export class SensorLiveness implements Checkpointed {
  readonly #sensors: readonly SensorModel[];
  readonly #ordinals: ReadonlyMap<SensorId, number>;
  readonly #lastProof: Float64Array;
  readonly #live: LiveSink;
  readonly state = held(
    byKey<string, number>(orNever(number)),
    () => new Map(this.#sensors.map(({ id }, i) => [id, this.#lastProof[i] ?? NEVER])),
    (proofs) => {
      for (const [i, { id }] of this.#sensors.entries()) this.#lastProof[i] = proofs.get(id) ?? NEVER;
    },
  );

  constructor(sensors: readonly SensorModel[], live: LiveSink) {
    this.#sensors = sensors;
    this.#ordinals = new Map(sensors.map((sensor, i) => [sensor.id, i]));
    this.#lastProof = new Float64Array(sensors.length).fill(NEVER);
    this.#live = live;
  }

  /** Adds a heartbeat. Returns true when the sensor was not live just before. */
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

  /** Returns whether the sensor's last heartbeat is recent enough at `at`. */
  isLive(id: SensorId, at: EpochMs): boolean {
    const sensor = this.#ordinals.get(id);
    if (sensor === undefined) return false;
    return at - (this.#lastProof[sensor] ?? NEVER) <= (this.#sensors[sensor]?.maxGapMs ?? 0);
  }

  /** Ends the live span of a sensor that reported itself down. */
  down(id: SensorId): void {
    const sensor = this.#ordinals.get(id);
    if (sensor !== undefined) this.#lastProof[sensor] = NEVER;
  }

  /** Ends all live spans after a restart, because the gateway did not hear the sensors while it was stopped. */
  begin(): void {
    this.#lastProof.fill(NEVER);
  }
}
