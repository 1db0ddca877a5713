import type { CrossingsRestatement } from '../model/restatement.ts';
import { parseRowTime } from './row-time.ts';
import type { CountRow } from './rows.ts';

export interface Restated {
  /** Rows that change, with a higher revision. */
  readonly rows: readonly CountRow[];
  /** People who fit into no row: they count in a window to come. */
  readonly in: number;
  readonly out: number;
}

type Door = NonNullable<CountRow['doors']>[number];

/**
 * Spreads the people of a counter's totals evenly over the published rows in which no sensor watched the door. A row
 * without such people stays unknown, so that no gap becomes a zero.
 */
export function restateCount(hole: CrossingsRestatement, published: readonly CountRow[]): Restated {
  const blind = published.filter((row) => isBlind(row, hole));
  if (blind.length === 0) return { rows: [], in: hole.in, out: hole.out };
  const rows = blind.flatMap((row, i) => {
    const added = { in: partOf(hole.in, i, blind.length), out: partOf(hole.out, i, blind.length) };
    return added.in + added.out === 0
      ? []
      : [withPeople(row, hole, { ...added, err: errorOf(hole, blind.length) })];
  });
  return { rows, in: 0, out: 0 };
}

function isBlind({ from, seconds, doors = [] }: CountRow, hole: CrossingsRestatement): boolean {
  const startMs = parseRowTime(from);
  const door = doors.find(({ id }) => id === hole.door);
  const isUnknown = door?.seenS === 0 && door.in === null && door.out === null;
  return isUnknown && startMs >= hole.from && startMs + seconds * 1_000 <= hole.to;
}

function partOf(count: number, index: number, rows: number): number {
  return Math.floor(((index + 1) * count) / rows) - Math.floor((index * count) / rows);
}

/** Relative error of one row's part: people come by chance, and were spread evenly. */
function errorOf(hole: CrossingsRestatement, rows: number): number {
  const mean = Math.max(hole.in, hole.out) / rows;
  const error = Math.sqrt(mean * (1 - 1 / rows)) / (mean + 1);
  return Math.round(Math.min(1, error) * 10_000) / 10_000;
}

function withPeople(
  row: CountRow,
  hole: CrossingsRestatement,
  added: { readonly in: number; readonly out: number; readonly err: number },
): CountRow {
  const doors = (row.doors ?? []).map((door): Door => {
    if (door.id !== hole.door) return door;
    const backfilled = (door.backfilled ?? 0) + added.in + added.out;
    return { ...door, in: added.in || null, out: added.out || null, err: added.err, backfilled };
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
