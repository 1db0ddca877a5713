/** How a sensor at a door counts people. */
export type CountingMethod = 'beams' | 'ranges' | 'counter';

/** What a sensor contributes to a store's numbers. Everything outside `drivers/` switches on this, never on a type. */
export type SensorKind =
  | 'counts-people'
  | 'sees-people'
  | 'hears-tags'
  | 'makes-sales'
  | 'takes-answers'
  | 'watches-door';

/** As what a sensor stands on the floor plan; undefined for one that counts where its door is, or nowhere. */
export function planKind(kind: SensorKind): 'camera' | 'receiver' | undefined {
  switch (kind) {
    case 'sees-people':
      return 'camera';
    case 'hears-tags':
      return 'receiver';
    case 'counts-people':
    case 'makes-sales':
    case 'takes-answers':
    case 'watches-door':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** Whether a sensor belongs to a door: it counts there, or says whether the door is open. */
export function isAtDoor(kind: SensorKind): boolean {
  switch (kind) {
    case 'counts-people':
    case 'watches-door':
      return true;
    case 'sees-people':
    case 'hears-tags':
    case 'makes-sales':
    case 'takes-answers':
      return false;
    default:
      return kind satisfies never;
  }
}
