import type { SensorId } from '../model/ids.ts';
import type { DoorModel, StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';

/** One count source of a door. */
export interface SourceSensors {
  /** The source counts while all these sensors are live. */
  readonly sensors: readonly SensorId[];
  /** True when the source sees a part of the door's width; its count adds to those of the other parts. */
  readonly isPart: boolean;
}

/** Lists the count sources of a door: counters, beams, and cameras of lines. Contacts do not count. */
export function findCountSources(
  model: StoreModel,
  { sensors, lines, parts = [] }: DoorModel,
): SourceSensors[] {
  const counters = sensors.filter((id) =>
    model.sensors.some((sensor) => sensor.id === id && sensor.kind === 'counts-people'),
  );
  const drawn = model.lines.filter(({ id }) => lines.includes(id));
  return [
    ...counters.map((sensor) => ({ sensors: [sensor], isPart: parts.includes(sensor) })),
    ...drawn.map((line) => ({ sensors: line.sensors, isPart: parts.includes(line.id) })),
  ];
}

/** Returns whether the door has only counters that report their intervals later. */
export function hasIntervalsAlone({ sensors }: StoreModel, door: DoorModel): boolean {
  const counters = sensorsOfKind(sensors, 'counts-people').filter(({ id }) => door.sensors.includes(id));
  return door.lines.length === 0 && counters.every(({ method }) => method === 'intervals');
}
