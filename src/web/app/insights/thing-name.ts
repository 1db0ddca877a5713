import { readName, readThing } from '../../../core/insights/figure.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { displayName } from '../kit/display-names.ts';
import { phrase } from './words.ts';

/** The display name; of what the settings have no more, its last name, and that it was removed. Empty for the store itself. */
export function thingName(shop: StoreView, id: string): string {
  const all = [...shop.sensors, ...shop.lines, ...shop.zones, ...shop.doors];
  if (id === '' || all.some((thing) => thing.id === id)) return displayName(shop, id);
  return phrase('removed', { name: shop.removed.find((thing) => thing.id === id)?.name ?? id });
}

/** Tags of products are in no settings. */
const OF_TAGS: ReadonlySet<string> = new Set(['pickUps', 'putBacks']);

/** The thing that a number is of. */
export function getThingName(shop: StoreView, key: string): string {
  return OF_TAGS.has(readName(key)) ? readThing(key) : thingName(shop, readThing(key));
}
