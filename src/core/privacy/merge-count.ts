import type { Counted, CountedGroups, Streams } from './amounts.ts';
import { parseRowTime, rowTime } from './row-time.ts';
import type { CountRow } from './rows.ts';
import { StreamTotals } from './stream-totals.ts';

/** The time that a longer row stands for, and its revision. */
export interface RowSpan {
  readonly start: number;
  readonly durationMs: number;
  readonly revision: number;
}

type Count = Streams['count'];

/** Count rows → one longer row with the sum of their amounts. Oldest first; the newest definition names the row. */
export function mergeCountRows(
  rows: readonly CountRow[],
  { start, durationMs, revision }: RowSpan,
): CountRow {
  const totals = new StreamTotals('count', new Set(rows.flatMap(findIds)));
  for (const row of rows) totals.add(toGroups(row), parseRowTime(row.from));
  const def = rows.at(-1)?.def ?? '';
  const head = { from: rowTime(start), seconds: Math.round(durationMs / 1_000), def, rev: revision };
  return { ...head, ...totals.release(1, { fromMs: start, toMs: start + durationMs }) };
}

function findIds({ doors = [], lines = [], feedback = [] }: CountRow): string[] {
  return [...doors, ...lines, ...feedback].map(({ id }) => id);
}

function toGroups({
  store,
  doors = [],
  lines = [],
  shopfront,
  feedback = [],
}: CountRow): CountedGroups<'count'> {
  const single = <A>(id: string, group: Omit<Counted<A>, 'id'> | undefined) =>
    group === undefined ? [] : [{ id, ...group } as Counted<A>];
  return {
    ...{ doors, lines, feedback },
    store: single<Count['store']>('store', store),
    shopfront: single<Count['shopfront']>('shopfront', shopfront),
  };
}

const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z"/g;
const DAY = /"day":"(\d{4}-\d\d-\d\d)"/;

/** A row's text with every time in it moved: for rows that were stamped while the clock was wrong. */
export function shiftRowText(text: string, deltaMs: number): string {
  const moved = (ms: number) => rowTime(ms + deltaMs);
  return text
    .replace(TIME, (_match, time: string) => `"${moved(parseRowTime(`${time}Z`))}"`)
    .replace(DAY, (_match, day: string) => `"day":"${moved(parseRowTime(`${day}T12:00:00Z`)).slice(0, 10)}"`);
}
