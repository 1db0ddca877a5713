import { readName, readThing } from '../../../core/insights/figure.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { displayName } from '../kit/display-names.ts';
import { phrase } from './words.ts';

/**
 * Returns the display name of a place or device. If the settings no longer contain it, returns its last name, marked as
 * removed. Returns an empty text for the store itself.
 */
export function thingName(shop: StoreView, id: string): string {
  const all = [...shop.sensors, ...shop.lines, ...shop.zones, ...shop.doors];
  if (id === '' || all.some((thing) => thing.id === id)) return displayName(shop, id);
  return phrase('removed', { name: shop.removed.find((thing) => thing.id === id)?.name ?? id });
}

/** Metrics of product tags. The settings do not name these tags. */
const OF_TAGS: ReadonlySet<string> = new Set(['pickUps', 'putBacks']);

/** Returns the name of the place or device that a number describes. */
export function getThingName(shop: StoreView, key: string): string {
  return OF_TAGS.has(readName(key)) ? readThing(key) : thingName(shop, readThing(key));
}
