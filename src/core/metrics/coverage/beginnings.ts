import type { TypeOf } from '../../model/codec.ts';
import { byKey, number, struct } from '../../model/codec.ts';
import type { DoorId, Json, SensorId } from '../../model/ids.ts';
import type { DoorModel, StoreModel } from '../../model/store-model.ts';
import { findCountSources } from '../source-sensors.ts';

/** Times of first heartbeats, in epoch ms. */
const BEGUN = struct({
  sensors: byKey<SensorId, number>(number),
  doors: byKey<DoorId, number>(number),
});
/** Stands for a time before all others. */
const ALWAYS = 0;

/** A count source without a heartbeat, at a door that has not begun. */
interface Waiting {
  readonly door: DoorId;
  /** Sensors of the source that have not given a heartbeat yet. */
  readonly silent: Set<SensorId>;
}

/**
 * Remembers since when each door and each sensor takes part in the numbers, which begins with its first heartbeat. A
 * counter that was never plugged in thus makes no number unknown. A counter that becomes silent later is an outage. A
 * door keeps its time when its sensors are exchanged.
 */
export class Beginnings {
  readonly #model: StoreModel;
  #begun: TypeOf<typeof BEGUN> = { sensors: new Map(), doors: new Map() };
  /** Sources of doors that have not begun. Empty once all doors have begun, so that `live` is fast. */
  #waiting: readonly Waiting[] = [];

  constructor(model: StoreModel) {
    this.#model = model;
    this.#waiting = this.#findWaiting();
  }

  save(): Json {
    return BEGUN.encode(this.#begun);
  }

  /**
   * Restores what `save` returned. Undefined comes from an earlier version. All doors and sensors then count as begun.
   */
  restore(saved: Json | undefined): void {
    const { doors, sensors } = this.#model;
    const before = saved === undefined ? undefined : BEGUN.decode(saved, 'begun');
    this.#begun = {
      sensors: timesOf(sensors, before?.sensors),
      doors: timesOf(doors, before?.doors),
    };
    this.#waiting = this.#findWaiting();
  }

  /** Handles doors that counted at some earlier time, by any of their sensors. Unknown ids are ignored. */
  countedBefore(doors: ReadonlySet<string>): void {
    for (const door of this.#model.doors.filter(({ id }) => doors.has(id))) {
      this.#begun.doors.set(door.id, ALWAYS);
      for (const sensor of this.#sensorsAt(door)) this.#begun.sensors.set(sensor, ALWAYS);
    }
    this.#waiting = this.#findWaiting();
  }

  /** Handles the heartbeat of a sensor that has been live since `from`. */
  live(sensor: SensorId, from: number): void {
    if (!this.#begun.sensors.has(sensor)) this.#begun.sensors.set(sensor, from);
    const own = this.#waiting.filter(({ silent }) => silent.delete(sensor));
    const begun = own.filter(({ silent }) => silent.size === 0);
    for (const { door } of begun) this.#begun.doors.set(door, from);
    if (begun.length > 0) this.#waiting = this.#waiting.filter(({ door }) => this.since(door) === undefined);
  }

  /** Time since which the door counts. Undefined until all sensors of one of its sources have given a heartbeat. */
  since(door: DoorId): number | undefined {
    return this.#begun.doors.get(door);
  }

  /** Time since which at least one door counts. Infinity if none does. */
  get first(): number {
    return Math.min(...this.#begun.doors.values());
  }

  /**
   * Doors that take part in the store's numbers before `to`. If no door ever counted, these are all doors, so the
   * numbers are unknown.
   */
  doorsBefore(to: number): readonly DoorModel[] {
    const { doors } = this.#model;
    return this.first < to ? doors.filter(({ id }) => (this.since(id) ?? to) < to) : doors;
  }

  /**
   * Returns whether a number needs this sensor. It does if the sensor has begun, if a zone uses it, or if no door has
   * begun.
   */
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

/** Drops times of doors or sensors that no longer exist. Without saved times, all of them have always taken part. */
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
