import type { RedrawnSchedules } from './rerandomization-test.ts';
import { redrawSchedules } from './rerandomization-test.ts';

/** The schedule of one store, or of several stores one after the other. */
export interface Design {
  readonly signs: Int8Array;
  readonly groups: readonly number[];
}

/**
 * Joins the stores' schedules and redraws them. Stores with the same schedule also get the same redrawn schedules.
 * Otherwise a shared influence, such as the weather, would look like an effect. Different schedules are redrawn
 * independently.
 */
export function joinDesigns(stores: readonly Design[]): Design & { readonly redrawn: RedrawnSchedules } {
  const keys = stores.map(({ signs, groups }) => `${signs.join()} ${groups.join()}`);
  const apart = stores.filter((_store, i) => keys.indexOf(keys[i] ?? '') === i);
  const starts = new Map<string, number>();
  let length = 0;
  for (const [i, { signs }] of stores.entries()) {
    const key = keys[i] ?? '';
    if (starts.has(key)) continue;
    starts.set(key, length);
    length += signs.length;
  }
  const place = stores.flatMap(({ signs }, i) =>
    Array.from(signs, (_sign, at) => (starts.get(keys[i] ?? '') ?? 0) + at),
  );
  return {
    groups: joinGroups(stores),
    signs: Int8Array.from(stores.flatMap(({ signs }) => [...signs])),
    redrawn: redrawSchedules(joinGroups(apart)).map((draw) => Int8Array.from(place, (at) => draw[at] ?? 1)),
  };
}

/** Renumbers groups so that groups of different stores stay separate. */
function joinGroups(stores: readonly Design[]): number[] {
  let next = 0;
  return stores.flatMap(({ groups }) => {
    const base = next;
    next += Math.max(0, ...groups) + 1;
    return groups.map((group) => base + group);
  });
}
