import { byKey, number, orNever } from '../../model/codec.ts';
import type { EpochMs, SensorId } from '../../model/ids.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { held } from '../../model/state-part.ts';
import type { SensorModel } from '../../model/store-model.ts';

/** Told that a sensor was live from one moment to another; both at most `maxGapMs` apart. */
export type LiveSink = (sensor: number, from: EpochMs, to: EpochMs) => void;

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Records which sensors were live when. A heartbeat is an observation or a `SensorAlive`.
 * A sensor counts as live between two heartbeats that are close enough, so a power cut shows without any message.
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

  /** Whether the sensor's last heartbeat is recent enough at `at`. */
  isLive(id: SensorId, at: EpochMs): boolean {
    const sensor = this.#ordinals.get(id);
    if (sensor === undefined) return false;
    return at - (this.#lastProof[sensor] ?? NEVER) <= (this.#sensors[sensor]?.maxGapMs ?? 0);
  }

  /** The sensor reported that it is down: the next heartbeat starts a new live span. */
  down(id: SensorId): void {
    const sensor = this.#ordinals.get(id);
    if (sensor !== undefined) this.#lastProof[sensor] = NEVER;
  }

  /** The program began anew: what was between the last proof and now is unknown. */
  begin(): void {
    this.#lastProof.fill(NEVER);
  }
}
