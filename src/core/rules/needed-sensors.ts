import { findCountSources } from '../metrics/source-sensors.ts';
import type { DoorId, LineId, SensorId } from '../model/ids.ts';
import type { Leaf } from '../model/rule-model.ts';
import type { StoreModel } from '../model/store-model.ts';

/** Groups of sensors. A condition has an answer only while each of its groups has a live sensor. */
export type Needs = readonly NeededGroup[];

interface NeededGroup {
  readonly sensors: readonly SensorId[];
  /** The group is needed only once this door has begun to count. */
  readonly door?: DoorId;
}

/** States of the store's sensors and doors. */
export interface Senses {
  readonly isLive: (sensor: SensorId) => boolean;
  /** Returns whether the door ever gave a heartbeat. */
  readonly hasCounted: (door: DoorId) => boolean;
}

/** Returns whether the needed sensors are live. If no door ever counted, any live door is enough. */
export function hasAnswer(needs: Needs, { isLive, hasCounted }: Senses): boolean {
  const isSensed = ({ sensors }: NeededGroup) => sensors.some(isLive);
  const needed = needs.filter(({ door }) => door === undefined || hasCounted(door));
  return needed.length === 0 ? needs.length === 0 || needs.some(isSensed) : needed.every(isSensed);
}

/** Returns the sensors that a lasting condition needs; none for events. */
export function findNeeds(leaf: Leaf, model: StoreModel): Needs {
  switch (leaf.kind) {
    case 'people':
    case 'dwell':
    case 'approaching':
    case 'queue': {
      const zone = model.zones.find(({ id }) => id === leaf.zone);
      return (zone?.sensors ?? []).map((sensor) => ({ sensors: [sensor] }));
    }
    case 'occupancy':
      return model.doors.map((door) => {
        const sources = findCountSources(model, door);
        return { door: door.id, sensors: sources.flatMap(({ sensors }) => sensors) };
      });
    case 'door':
      return [{ sensors: [leaf.contact] }];
    default:
      return [];
  }
}

/** Maps each line that is the only count source of a door to that door. */
export function findLineDoors(model: StoreModel): ReadonlyMap<LineId, DoorId> {
  const alone = model.doors.filter((door) => findCountSources(model, door).length === 1);
  return new Map(alone.flatMap(({ id, lines }) => lines.map((line) => [line, id] as const)));
}
