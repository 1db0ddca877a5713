import type { CrossingsRestatement } from '../model/restatement.ts';
import type { EvenPart } from '../statistics/spread-evenly.ts';
import { spreadEvenly } from '../statistics/spread-evenly.ts';
import { parseRowTime } from './row-time.ts';
import type { CountRow } from './rows.ts';

export interface Restated<Row> {
  /** Rows that change, with a higher revision. */
  readonly rows: readonly Row[];
  /** People who fit into no row: they count in a window to come. */
  readonly in: number;
  readonly out: number;
}

type Door = NonNullable<CountRow['doors']>[number];

/**
 * Spreads the people of a counter's totals evenly over the published rows in which no sensor watched the door. A row
 * without such people stays unknown, so that no gap becomes a zero.
 */
export function restateCount(hole: CrossingsRestatement, published: readonly CountRow[]): Restated<CountRow> {
  const blind = published.filter((row) => isBlind(row, hole));
  if (blind.length === 0) return { rows: [], in: hole.in, out: hole.out };
  const rows = blind.flatMap((row, i) => {
    const added = spreadEvenly(hole, i, blind.length);
    return added.in + added.out === 0 ? [] : [withPeople(row, hole.door, added)];
  });
  return { rows, in: 0, out: 0 };
}

function isBlind({ from, seconds, doors = [] }: CountRow, hole: CrossingsRestatement): boolean {
  const startMs = parseRowTime(from);
  const door = doors.find(({ id }) => id === hole.door);
  const isUnknown = door?.seenS === 0 && door.in === null && door.out === null;
  return isUnknown && startMs >= hole.from && startMs + seconds * 1_000 <= hole.to;
}

function withPeople(row: CountRow, id: string, added: EvenPart): CountRow {
  const doors = (row.doors ?? []).map((door): Door => {
    if (door.id !== id) return door;
    const backfilled = (door.backfilled ?? 0) + added.in + added.out;
    return { ...door, in: added.in || null, out: added.out || null, err: added.error, backfilled };
  });
  const { store } = row;
  const total = (direction: 'in' | 'out') => {
    const counts = doors.flatMap((door) => door[direction] ?? []);
    return counts.length < doors.length
      ? (store?.[direction] ?? null)
      : counts.reduce((sum, n) => sum + n, 0);
  };
  const whole = store && { ...store, in: total('in'), out: total('out') };
  return { ...row, rev: row.rev + 1, doors, ...(whole && { store: whole }) };
}
