// Calculates the present numbers from the state of the app.
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreView, TodayView } from '../../../ports/console/console.ts';
import { isSeeing } from '../kit/sensor-problems.ts';
import type { Passage } from '../state/passages.ts';

/**
 * Returns the number of people in each zone. A zone whose sensor reports only a number is absent while this number is
 * unknown.
 */
export function insideZones(
  { zones }: Pick<StoreView, 'zones'>,
  people: LivePeople | undefined,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [ordinal, heads] of people?.heads ?? []) counts[zones[ordinal]?.id ?? ''] = heads;
  for (const [ordinal] of people?.visits ?? []) {
    const id = zones[ordinal]?.id ?? '';
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

/** Age in ms from which the number in the store is shown as old: no sensor has counted at the doors since. */
const OLD_MS = 5_000;

export function isOutdated({ at, occupancy }: Pick<LivePeople, 'at' | 'occupancy'>): boolean {
  return occupancy !== null && at - occupancy.at > OLD_MS;
}

/** Returns the zones without present data: their camera is offline, or all cameras of the floor are offline. */
export function findUnseen(
  { zones, cameras }: Pick<StoreView, 'zones' | 'cameras'>,
  status: GatewayView | undefined,
  summary: WindowSummary | undefined,
): ReadonlySet<string> {
  if (status === undefined) return new Set();
  const sees = (camera: string) =>
    status.sensors.some((sensor) => sensor.sensor === camera && isSeeing(sensor));
  const isFloorSeen = cameras.some(({ id, calibration }) => calibration.length > 0 && sees(id));
  const isCovered = (id: string) => summary?.zones.find(({ zone }) => zone === id)?.coverage !== 0;
  const isSeen = ({ id, space }: StoreView['zones'][number]) =>
    space === 'floor' ? isFloorSeen && isCovered(id) : sees(space);
  return new Set(zones.filter((zone) => !isSeen(zone)).map(({ id }) => id));
}

/**
 * Returns the first door that counted before and that no live sensor counts now. The number in the store is then
 * unknown.
 */
export function findUncountedDoor(
  { doors, lines }: Pick<StoreView, 'doors' | 'lines'>,
  status: GatewayView | undefined,
  today: TodayView | undefined,
): StoreView['doors'][number] | undefined {
  const sees = (id: string) => status?.sensors.some((one) => one.sensor === id && isSeeing(one)) === true;
  const spaceOf = (line: string) => lines.find(({ id }) => id === line)?.space ?? '';
  const isCounted = (line: string) => spaceOf(line) === 'floor' || sees(spaceOf(line));
  const hasCounted = (id: string) => today?.doors.find((door) => door.id === id)?.since !== null;
  return doors.find((door) => hasCounted(door.id) && !door.sensors.some(sees) && !door.lines.some(isCounted));
}

export interface DoorCount {
  readonly in: number | null;
  readonly out: number | null;
  /** Time of the door's first heartbeat (epoch ms); null before it. */
  readonly since: number | null;
  /** Share of today, or of the time since the first heartbeat, in which the door's sensor was online. */
  readonly seen: number;
}

/** Returns a door's counts since midnight: the counts of closed windows plus the passages after them. */
export function countDoor(id: string, today: TodayView | undefined, passages: readonly Passage[]): DoorCount {
  const day = today?.doors.find((door) => door.id === id);
  const since = passages.filter(({ door, at }) => door === id && at >= (today?.until ?? 0));
  const add = (base: number | null | undefined, direction: Passage['direction']) => {
    const more = since
      .filter((one) => one.direction === direction)
      .reduce((sum, { count }) => sum + count, 0);
    return base == null && more === 0 ? null : (base ?? 0) + more;
  };
  if (day === undefined) return { in: add(null, 'in'), out: add(null, 'out'), since: 0, seen: 1 };
  return { in: add(day.in, 'in'), out: add(day.out, 'out'), since: day.since, seen: day.seen };
}

/** Returns the counts of all doors together since midnight. Null while no door is known. */
export function sumDay(
  { doors }: Pick<StoreView, 'doors'>,
  today: TodayView | undefined,
  passages: readonly Passage[],
): Pick<DoorCount, 'in' | 'out'> {
  const counts = doors.map(({ id }) => countDoor(id, today, passages));
  const sum = (way: 'in' | 'out') => {
    const known = counts.map((door) => door[way]).filter((count) => count !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
  };
  return { in: sum('in'), out: sum('out') };
}

/** Returns when the longest open visit in each zone began, by the zone's index. */
export function longestSince(people: LivePeople | undefined): ReadonlyMap<number, number> {
  const since = new Map<number, number>();
  for (const [zone, , from] of people?.visits ?? []) since.set(zone, Math.min(since.get(zone) ?? from, from));
  return since;
}
