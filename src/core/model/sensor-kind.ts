/**
 * How a sensor at a door counts people. One of `intervals` tells afterwards what it counted from one moment to another: it
 * covers the stretches that it told of, and nothing else.
 */
export type CountingMethod = 'beams' | 'ranges' | 'counter' | 'intervals';

/**
 * The contribution of a sensor to a store's numbers. All code outside `drivers/` switches on this, never on a type.
 */
export type SensorKind =
  | 'counts-people'
  | 'counts-heads'
  | 'sees-people'
  | 'hears-tags'
  | 'makes-sales'
  | 'takes-answers'
  | 'watches-door';

/** The kind of a sensor's symbol on the floor plan; undefined for one that has its door's position, or none. */
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

/** Whether a sensor belongs to a door: it counts there, or reports whether the door is open. */
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
