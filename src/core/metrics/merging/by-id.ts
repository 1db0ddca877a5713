import type { Json } from '../../model/ids.ts';

interface Named {
  readonly id: string;
}

/** Saves counts by id, because zones and sensors may be added or removed before the next start. */
export function saveById(things: readonly Named[], counts: readonly (Json | undefined)[]): Json {
  const saved: { [id: string]: Json } = {};
  things.forEach(({ id }, i) => {
    const value = counts[i];
    if (value !== undefined) saved[id] = value;
  });
  return saved;
}

/** Returns saved counts in the order of `things`; undefined for unsaved ones. */
export function restoreById(things: readonly Named[], saved: Json): (Json | undefined)[] {
  const byId = saved as { readonly [id: string]: Json };
  return things.map(({ id }) => byId[id]);
}
