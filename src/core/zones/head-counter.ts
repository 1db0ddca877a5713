import { byKey, number } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { HeadCountRead, SensorObservation } from '../model/observation.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';

/** Receives a number of people in a zone over a span; `zone` is an index into the store's list. */
export type HeadsSink = (zone: number, from: EpochMs, to: EpochMs, people: number) => void;

/**
 * Tracks the numbers of people that other systems report for their zones. A number is valid until the next one, and
 * counts only while its sensor is live.
 */
export class HeadCounter implements Checkpointed {
  /** Indexes of each sensor's zones. Such a zone has its sensor as its space. */
  readonly #zones: ReadonlyMap<SensorId, readonly number[]>;
  readonly #model: Pick<StoreModel, 'sensors' | 'zones'>;
  readonly #emit: FactSink;
  readonly #present: HeadsSink;
  readonly #people = new Map<SensorId, number>();
  readonly state = heldMap(byKey<SensorId, number>(number), this.#people);

  constructor(model: Pick<StoreModel, 'sensors' | 'zones'>, emit: FactSink, present: HeadsSink) {
    this.#model = model;
    this.#emit = emit;
    this.#present = present;
    this.#zones = new Map(
      sensorsOfKind(model.sensors, 'counts-heads').map(({ id }) => [id, placesOf(model, id)]),
    );
  }

  /** Returns true for a heartbeat without a known number: the link is up, but the count is unknown. */
  isUnknown({ kind, sensor }: SensorObservation): boolean {
    return kind === 'SensorAlive' && this.#zones.has(sensor) && !this.#people.has(sensor);
  }

  read({ sensor, at, people }: HeadCountRead): void {
    const before = this.#people.get(sensor) ?? null;
    if (before === people) return;
    if (people === null) this.#people.delete(sensor);
    else this.#people.set(sensor, people);
    for (const place of this.#zones.get(sensor) ?? []) {
      const zone = this.#model.zones[place]?.id;
      if (zone !== undefined) this.#emit({ kind: 'HeadsCounted', at, zone, people, before });
    }
  }

  /** Counts people for a live span of a sensor. `sensor` is an index into the store's list. */
  live(sensor: number, from: EpochMs, to: EpochMs): void {
    const id = this.#model.sensors[sensor]?.id;
    const people = id === undefined ? 0 : (this.#people.get(id) ?? 0);
    if (id === undefined || people === 0) return;
    for (const place of this.#zones.get(id) ?? []) this.#present(place, from, to, people);
  }

  forget(sensor: SensorId, at: EpochMs): void {
    this.read({ kind: 'HeadCountRead', sensor, at, people: null });
  }

  /** Forgets all numbers at a start, because they may be outdated. */
  begin(at: EpochMs): void {
    for (const sensor of [...this.#people.keys()]) this.forget(sensor, at);
  }
}

function placesOf({ zones }: Pick<StoreModel, 'zones'>, sensor: SensorId): number[] {
  return zones.flatMap(({ space }, i) => (space === sensor ? [i] : []));
}
