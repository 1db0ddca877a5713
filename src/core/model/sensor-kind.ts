/**
 * How a sensor at a door counts people. An `intervals` sensor reports later how many people passed between two times.
 * It covers only these intervals.
 */
export type CountingMethod = 'beams' | 'ranges' | 'counter' | 'intervals';

/**
 * The role of a sensor in a store's numbers. Code outside `drivers/` depends on this role, never on the sensor's type.
 */
export type SensorKind =
  | 'counts-people'
  | 'counts-heads'
  | 'sees-people'
  | 'hears-tags'
  | 'makes-sales'
  | 'takes-answers'
  | 'watches-door';

/**
 * Symbol of a sensor on the floor plan. Undefined for a sensor that has no symbol, or that is shown as a part of its
 * door.
 */
export function planKind(kind: SensorKind): 'camera' | 'receiver' | undefined {
  switch (kind) {
    case 'sees-people':
      return 'camera';
    case 'hears-tags':
      return 'receiver';
    case 'counts-people':
    case 'counts-heads':
    case 'makes-sales':
    case 'takes-answers':
    case 'watches-door':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** Returns whether a sensor belongs to a door: it counts there or reports whether the door is open. */
export function isAtDoor(kind: SensorKind): boolean {
  switch (kind) {
    case 'counts-people':
    case 'watches-door':
      return true;
    case 'counts-heads':
    case 'sees-people':
    case 'hears-tags':
    case 'makes-sales':
    case 'takes-answers':
      return false;
    default:
      return kind satisfies never;
  }
}
