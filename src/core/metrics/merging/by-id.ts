import type { Json } from '../../model/ids.ts';

interface Named {
  readonly id: string;
}

/** Counts by id, so that they survive zones and sensors being added or taken away meanwhile. */
export function saveById(things: readonly Named[], counts: readonly (Json | undefined)[]): Json {
  const saved: { [id: string]: Json } = {};
  things.forEach(({ id }, i) => {
    const value = counts[i];
    if (value !== undefined) saved[id] = value;
  });
  return saved;
}

/** The same back, in the order of the things; undefined for what was not there. */
export function restoreById(things: readonly Named[], saved: Json): (Json | undefined)[] {
  const byId = saved as { readonly [id: string]: Json };
  return things.map(({ id }) => byId[id]);
}
