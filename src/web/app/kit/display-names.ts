import type { StoreView } from '../../../ports/console/console.ts';

/** Returns the display name of a sensor, line, zone or door. */
export function displayName(shop: StoreView, id: string): string {
  const all = [...shop.sensors, ...shop.lines, ...shop.zones, ...shop.doors];
  return all.find((one) => one.id === id)?.name ?? id;
}
