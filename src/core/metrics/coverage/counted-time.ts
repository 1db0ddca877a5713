import type { CountsLost, CountsRegained } from '../../model/door-fact.ts';
import type { SensorId } from '../../model/ids.ts';
import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composedById, composedList } from '../../model/state-part.ts';
import type { DoorModel, StoreModel } from '../../model/store-model.ts';
import { TimeSet } from '../../model/time-set.ts';
import { findCountSources } from '../source-sensors.ts';
import { Beginnings } from './beginnings.ts';

interface SensorTime extends Checkpointed {
  readonly live: TimeSet;
  /** Times in which the sensor was live but its count is unknown. */
  readonly lost: TimeSet;
}

/** Keeps the times in which each door sensor was live, and those in which its count was known. */
export class CountedTime implements Checkpointed {
  readonly #model: StoreModel;
  readonly #times: readonly (SensorTime | undefined)[];
  /** Since when each door and sensor takes part. Saved beside `state`. */
  readonly begun: Beginnings;
  readonly state: StatePart;

  constructor(model: StoreModel) {
    this.#model = model;
    this.begun = new Beginnings(model);
    const sources = model.doors.flatMap((door) => findCountSources(model, door));
    const counting = new Set(sources.flatMap(({ sensors }) => sensors));
    this.#times = model.sensors.map(({ id }) => (counting.has(id) ? createTime() : undefined));
    this.state = composedById(
      model.sensors.flatMap(({ id }, i) => {
        const time = this.#times[i];
        return time === undefined ? [] : [[id, time] as const];
      }),
    );
  }

  live(sensor: number, from: number, to: number): void {
    const id = this.#model.sensors[sensor]?.id;
    if (id !== undefined) this.begun.live(id, from);
    this.#times[sensor]?.live.add(from, to);
  }

  corrected({ kind, sensor, from, at }: CountsLost | CountsRegained): void {
    const lost = this.#findTime(sensor)?.lost;
    if (kind === 'CountsLost') lost?.add(from, at);
    else lost?.remove(from, at);
  }

  /** Time in a window in which a sensor was live but its count is unknown, in ms. */
  lostMs(sensor: SensorId, from: number, to: number): number {
    const time = this.#findTime(sensor);
    return time === undefined ? 0 : time.live.lengthWithin(from, to) - toCounted(time).lengthWithin(from, to);
  }

  /** Returns whether another sensor that sees all people at the door counted at any time of the span. */
  isCountedBeside(door: DoorModel, sensor: SensorId, from: number, to: number): boolean {
    return findCountSources(this.#model, door).some(
      ({ sensors, isPart }) =>
        !isPart && !sensors.includes(sensor) && this.#countedBy(sensors).lengthWithin(from, to) > 0,
    );
  }

  /**
   * Returns the share of a window in which a door was counted. Time with a sensor that sees all people counts fully.
   * The rest counts by the part of the door's width that was counted.
   */
  countedShare(door: DoorModel, from: number, to: number): number {
    const sources = findCountSources(this.#model, door).map(({ sensors, isPart }) => {
      return { isPart, counted: this.#countedBy(sensors) };
    });
    const [parts, wholes] = [sources.filter(({ isPart }) => isPart), sources.filter(({ isPart }) => !isPart)];
    const whole = wholes.reduce((all, { counted }) => all.union(counted), new TimeSet());
    const inParts = parts.map(({ counted }) => counted.without(whole).lengthWithin(from, to));
    const partly = inParts.reduce((sum, ms) => sum + ms / parts.length, 0);
    return (whole.lengthWithin(from, to) + partly) / (to - from);
  }

  /**
   * Returns the share of a window in which the store was counted: the lowest of its doors. The time before a door began
   * counts as the others saw it. 0 while no door ever counted.
   */
  storeShare(from: number, to: number): number {
    const { begun } = this;
    if (begun.first >= to) return 0;
    const shares = begun.doorsBefore(to).map((door) => {
      const beforeMs = (begun.since(door.id) ?? 0) - Math.max(from, begun.first);
      return this.countedShare(door, from, to) + Math.max(0, beforeMs) / (to - from);
    });
    return Math.min(...shares);
  }

  forgetBefore(at: number): void {
    for (const time of this.#times) {
      time?.live.forgetBefore(at);
      time?.lost.forgetBefore(at);
    }
  }

  #countedBy(sensors: readonly SensorId[]): TimeSet {
    const sets = sensors.map((sensor) => {
      const time = this.#findTime(sensor);
      return time === undefined ? new TimeSet() : toCounted(time);
    });
    return sets.reduce((all, set) => all.intersection(set), sets[0] ?? new TimeSet());
  }

  #findTime(sensor: SensorId): SensorTime | undefined {
    return this.#times[this.#model.sensors.findIndex(({ id }) => id === sensor)];
  }
}

function createTime(): SensorTime {
  const [live, lost] = [new TimeSet(), new TimeSet()];
  return { live, lost, state: composedList([live.state, lost.state]) };
}

function toCounted({ live, lost }: SensorTime): TimeSet {
  return live.without(lost);
}
