// What is true now, out of the state of the app.
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreView, TodayView } from '../../../ports/console/console.ts';
import { isSeeing } from '../kit/sensor-problems.ts';
import type { Passage } from '../state/passages.ts';

/** People inside each zone. One that is known by their number alone is absent while that is unknown. */
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

/** Zones of which nothing is known now: their camera is away, or every camera of the floor. */
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

export interface DoorCount {
  readonly in: number | null;
  readonly out: number | null;
  /** Share of the day in which it was seen. */
  readonly seen: number;
}

/** A door's counts since midnight: closed windows, and who passed since. */
export function countDoor(id: string, today: TodayView | undefined, passages: readonly Passage[]): DoorCount {
  const day = today?.doors.find((door) => door.id === id);
  const since = passages.filter(({ door, at }) => door === id && at >= (today?.until ?? 0));
  const add = (base: number | null | undefined, direction: Passage['direction']) => {
    const more = since
      .filter((one) => one.direction === direction)
      .reduce((sum, { count }) => sum + count, 0);
    return base == null && more === 0 ? null : (base ?? 0) + more;
  };
  if (today === undefined) return { in: null, out: null, seen: 1 };
  return { in: add(day?.in, 'in'), out: add(day?.out, 'out'), seen: day?.seen ?? 1 };
}

/** The oldest open visit of each zone, by ordinal. */
export function longestSince(people: LivePeople | undefined): ReadonlyMap<number, number> {
  const since = new Map<number, number>();
  for (const [zone, , from] of people?.visits ?? []) since.set(zone, Math.min(since.get(zone) ?? from, from));
  return since;
}
