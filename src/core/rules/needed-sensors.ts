import { findCountSources } from '../metrics/source-sensors.ts';
import type { DoorId, LineId, SensorId } from '../model/ids.ts';
import type { Leaf } from '../model/rule-model.ts';
import type { StoreModel } from '../model/store-model.ts';

/** Groups of sensors. Unless each group has a live sensor, the condition has no answer. */
export type Needs = readonly (readonly SensorId[])[];

/** Returns the sensors that a lasting condition needs; none for events. */
export function findNeeds(leaf: Leaf, model: StoreModel): Needs {
  switch (leaf.kind) {
    case 'people':
    case 'dwell':
    case 'approaching':
    case 'queue': {
      const zone = model.zones.find(({ id }) => id === leaf.zone);
      return (zone?.sensors ?? []).map((sensor) => [sensor]);
    }
    case 'occupancy':
      return model.doors.map((door) => findCountSources(model, door).flatMap(({ sensors }) => sensors));
    case 'door':
      return [[leaf.contact]];
    default:
      return [];
  }
}

/** Maps each line that is the only count source of a door to that door. */
export function findLineDoors(model: StoreModel): ReadonlyMap<LineId, DoorId> {
  const alone = model.doors.filter((door) => findCountSources(model, door).length === 1);
  return new Map(alone.flatMap(({ id, lines }) => lines.map((line) => [line, id] as const)));
}
