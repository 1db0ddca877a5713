import type { StoreView } from '../../../ports/console/console.ts';
import { isBeyond } from './shapes.ts';

/** Largest distance from a door's line to the street, in metres. Such a line is drawn just inside the door. */
const STREET_M = 1.5;

/**
 * Returns whether a line lies inside the store: its ends, and the floor on both sides of its middle. Always false in a
 * camera's picture, because only the floor plan shows this.
 */
export function isInnerLine(
  { space, from, to }: Pick<StoreView['lines'][number], 'space' | 'from' | 'to'>,
  { spaces }: { readonly spaces: readonly Omit<StoreView['spaces'][number], 'name'>[] },
): boolean {
  const plan = spaces.find(({ id, unit }) => id === space && unit === 'm');
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(alongX, alongY);
  if (plan === undefined || length === 0) return false;
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [acrossX, acrossY] = [(-alongY / length) * STREET_M, (alongX / length) * STREET_M];
  const places = [from, to, [x + acrossX, y + acrossY], [x - acrossX, y - acrossY]] as const;
  return !places.some((place) => isBeyond(plan, ...place));
}
