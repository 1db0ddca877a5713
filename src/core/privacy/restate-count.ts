import type { CrossingsRestatement, ReportedInterval } from '../model/restatement.ts';
import type { EvenPart } from '../statistics/spread-evenly.ts';
import { spreadEvenly } from '../statistics/spread-evenly.ts';
import { partWithin } from '../statistics/spread-over-time.ts';
import { parseRowTime } from '../time/row-time.ts';
import type { CountRow } from './rows.ts';

export interface Restated<Row> {
  /** The corrected rows, with a higher revision. */
  readonly rows: readonly Row[];
  /** People who fit no row. They are counted in a later window. */
  readonly in: number;
  readonly out: number;
}

type Door = NonNullable<CountRow['doors']>[number];

/**
 * Spreads the people of a counter's totals evenly over the published rows without a live sensor at the door. A row
 * without such people stays unknown, so that no gap becomes a zero.
 */
export function restateCount(hole: CrossingsRestatement, published: readonly CountRow[]): Restated<CountRow> {
  if (hole.reported !== undefined) return restateReported(hole, hole.reported, published);
  const blind = published.filter((row) => isBlind(row, hole));
  if (blind.length === 0) return { rows: [], in: hole.in, out: hole.out };
  const rows = blind.flatMap((row, i) => {
    const added = spreadEvenly(hole, i, blind.length);
    return added.in + added.out === 0 ? [] : [withPeople(row, hole.door, added)];
  });
  return { rows, in: 0, out: 0 };
}

/** Marks rows as covered, and adds their people, when a counter reported their time late. */
function restateReported(hole: CrossingsRestatement, by: ReportedInterval, published: readonly CountRow[]) {
  const { widthShare, errorShare: err } = by;
  const left = { in: hole.in, out: hole.out };
  const rows = published.flatMap((row) => {
    const from = parseRowTime(row.from);
    const part = partWithin(hole, { from, to: from + row.seconds * 1_000 });
    const door = row.doors?.find(({ id }) => id === hole.door);
    if (part === undefined || door === undefined) return [];
    left.in -= part.in;
    left.out -= part.out;
    const seenS = Math.round(door.seenS + part.share * widthShare * row.seconds);
    const counts = { in: (door.in ?? 0) + part.in, out: (door.out ?? 0) + part.out };
    return seenS > row.seconds ? [] : [withDoor(row, { ...door, ...counts, err, seenS })];
  });
  return { rows, ...left };
}

function isBlind({ from, seconds, doors = [] }: CountRow, hole: CrossingsRestatement): boolean {
  const startMs = parseRowTime(from);
  const door = doors.find(({ id }) => id === hole.door);
  const isUnknown = door?.seenS === 0 && door.in === null && door.out === null;
  return isUnknown && startMs >= hole.from && startMs + seconds * 1_000 <= hole.to;
}

function withPeople(row: CountRow, id: string, { in: inward, out, error: err }: EvenPart): CountRow {
  const door = row.doors?.find((each) => each.id === id);
  const backfilled = (door?.backfilled ?? 0) + inward + out;
  return door ? withDoor(row, { ...door, in: inward || null, out: out || null, err, backfilled }) : row;
}

function withDoor(row: CountRow, changed: Door): CountRow {
  const doors = (row.doors ?? []).map((door) => (door.id === changed.id ? changed : door));
  const { store } = row;
  const total = (direction: 'in' | 'out') =>
    doors.every((door) => typeof door[direction] === 'number')
      ? doors.reduce((sum, door) => sum + (door[direction] ?? 0), 0)
      : (store?.[direction] ?? null);
  const seenS = Math.max(store?.seenS ?? 0, Math.min(...doors.map((door) => door.seenS)));
  const whole = store && { ...store, in: total('in'), out: total('out'), seenS };
  return { ...row, rev: row.rev + 1, doors, ...(whole && { store: whole }) };
}
