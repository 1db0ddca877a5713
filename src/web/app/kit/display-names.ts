import type { StoreView } from '../../../ports/console.ts';

/** What a sensor, line, zone or door is called. */
export function displayName(shop: StoreView, id: string): string {
  const all = [...shop.sensors, ...shop.lines, ...shop.zones, ...shop.doors];
  return all.find((one) => one.id === id)?.name ?? id;
}
