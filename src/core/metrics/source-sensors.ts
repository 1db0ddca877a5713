import type { SensorId } from '../model/ids.ts';
import type { DoorModel, StoreModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';

/** One count source of a door. */
export interface SourceSensors {
  /** It counts while all of these are live. */
  readonly sensors: readonly SensorId[];
  /** It sees a part of the door's width, and its count adds to those of the other parts. */
  readonly isPart: boolean;
}

/** What counts at a door: its counters and beams, and the cameras of its lines. Contacts do not. */
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

/** Whether all that counts at a door reports afterwards. */
export function hasIntervalsAlone({ sensors }: StoreModel, door: DoorModel): boolean {
  const counters = sensorsOfKind(sensors, 'counts-people').filter(({ id }) => door.sensors.includes(id));
  return door.lines.length === 0 && counters.every(({ method }) => method === 'intervals');
}
