import type { TypeOf } from '../../model/codec.ts';
import { byKey, number, struct } from '../../model/codec.ts';
import type { DoorId, Json, SensorId } from '../../model/ids.ts';
import type { DoorModel, StoreModel } from '../../model/store-model.ts';
import { findCountSources } from '../source-sensors.ts';

/** Times (epoch ms) of first heartbeats. */
const BEGUN = struct({
  sensors: byKey<SensorId, number>(number),
  doors: byKey<DoorId, number>(number),
});
/** Stands for a time before all others. */
const ALWAYS = 0;

/** A count source without a heartbeat, at a door that has not begun. */
interface Waiting {
  readonly door: DoorId;
  /** Its sensors that were not live yet. */
  readonly silent: Set<SensorId>;
}

/**
 * Remembers since when each door and each sensor takes part in the numbers: from its first heartbeat on. A counter
 * that was never plugged in thus makes no number unknown. One that is silent later is an outage. A door keeps its time
 * when its sensors are exchanged.
 */
export class Beginnings {
  readonly #model: StoreModel;
  #begun: TypeOf<typeof BEGUN> = { sensors: new Map(), doors: new Map() };
  /** Empty once all doors have begun, which keeps `live` cheap. */
  #waiting: readonly Waiting[] = [];

  constructor(model: StoreModel) {
    this.#model = model;
    this.#waiting = this.#findWaiting();
  }

  save(): Json {
    return BEGUN.encode(this.#begun);
  }

  /** Restores what `save` returned. Undefined comes from an earlier version, in which anything may have begun. */
  restore(saved: Json | undefined): void {
    const { doors, sensors } = this.#model;
    const before = saved === undefined ? undefined : BEGUN.decode(saved, 'begun');
    this.#begun = {
      sensors: timesOf(sensors, before?.sensors),
      doors: timesOf(doors, before?.doors),
    };
    this.#waiting = this.#findWaiting();
  }

  /** Handles doors that counted at some earlier time, by any of their sensors. Other ids are ignored. */
  countedBefore(doors: ReadonlySet<string>): void {
    for (const door of this.#model.doors.filter(({ id }) => doors.has(id))) {
      this.#begun.doors.set(door.id, ALWAYS);
      for (const sensor of this.#sensorsAt(door)) this.#begun.sensors.set(sensor, ALWAYS);
    }
    this.#waiting = this.#findWaiting();
  }

  /** Handles a sensor that was live from `from` on. */
  live(sensor: SensorId, from: number): void {
    if (!this.#begun.sensors.has(sensor)) this.#begun.sensors.set(sensor, from);
    const own = this.#waiting.filter(({ silent }) => silent.delete(sensor));
    const begun = own.filter(({ silent }) => silent.size === 0);
    for (const { door } of begun) this.#begun.doors.set(door, from);
    if (begun.length > 0) this.#waiting = this.#waiting.filter(({ door }) => this.since(door) === undefined);
  }

  /** Time since which the door counts; undefined while none of its sources ever gave a heartbeat. */
  since(door: DoorId): number | undefined {
    return this.#begun.doors.get(door);
  }

  /** Time since which any door counts; infinite before. */
  get first(): number {
    return Math.min(...this.#begun.doors.values());
  }

  /** Doors that take part in the store's numbers before `to`. If none ever counted, all doors: nothing is known. */
  doorsBefore(to: number): readonly DoorModel[] {
    const { doors } = this.#model;
    return this.first < to ? doors.filter(({ id }) => (this.since(id) ?? to) < to) : doors;
  }

  /** Returns whether a number needs this sensor: it has begun, or a zone or the store's first door waits for it. */
  isNeeded(sensor: SensorId, to: number): boolean {
    if ((this.#begun.sensors.get(sensor) ?? to) < to) return true;
    if (this.#model.zones.some(({ sensors }) => sensors.includes(sensor))) return true;
    return this.first >= to && this.#model.doors.some((door) => this.#sensorsAt(door).includes(sensor));
  }

  #findWaiting(): Waiting[] {
    const waiting = this.#model.doors.filter(({ id }) => this.since(id) === undefined);
    return waiting.flatMap((door) =>
      findCountSources(this.#model, door).map(({ sensors }) => ({
        door: door.id,
        silent: new Set(sensors),
      })),
    );
  }

  #sensorsAt(door: DoorModel): readonly SensorId[] {
    return findCountSources(this.#model, door).flatMap(({ sensors }) => sensors);
  }
}

/** Drops times of things that are no more. Without times, all have always been there. */
function timesOf<K extends string>(
  things: readonly { readonly id: K }[],
  times: ReadonlyMap<K, number> | undefined,
): Map<K, number> {
  return new Map(
    things.flatMap(({ id }) => {
      const time = times === undefined ? ALWAYS : times.get(id);
      return time === undefined ? [] : [[id, time] as const];
    }),
  );
}
