import type { StoreView } from '../../../ports/console/console.ts';

/** How far from a door's line the street begins at most, in metres. Such a line is drawn just inside the door. */
const STREET_M = 1.5;

/**
 * Returns whether a line lies inside the store: its ends, and the floor on both sides of its middle. Only the floor plan
 * tells so; a camera's picture does not.
 */
export function isInnerLine({ lines, spaces }: Pick<StoreView, 'lines' | 'spaces'>, id: string): boolean {
  const line = lines.find((each) => each.id === id);
  const plan = spaces.find((space) => space.id === line?.space && space.unit === 'm');
  if (line === undefined || plan === undefined) return false;
  const { from, to } = line;
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(alongX, alongY);
  if (length === 0) return false;
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [acrossX, acrossY] = [(-alongY / length) * STREET_M, (alongX / length) * STREET_M];
  const places = [from, to, [x + acrossX, y + acrossY], [x - acrossX, y - acrossY]] as const;
  return places.every((at) => at[0] >= 0 && at[1] >= 0 && at[0] <= plan.width && at[1] <= plan.height);
}
