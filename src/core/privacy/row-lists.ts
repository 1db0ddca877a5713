import { rowTime } from '../time/row-time.ts';
import type { GroupTable, ReleasedGroup, ReleaseOptions } from './group-table.ts';
import type { Interval } from './period.ts';
import { RULES, SINGLE } from './rules.ts';

/** Lists the released groups of a row by kind. A kind that a store has only once is no list. */
export function rowLists(
  stream: 'count' | 'indoor' | 'times',
  table: GroupTable,
  period: Interval & ReleaseOptions,
): object {
  const lists = Object.keys(RULES[stream]).flatMap((kind) => {
    const released = table.release(stream, kind, period);
    const rows = released.map((group) => rowGroup(group, period, stream === 'count'));
    if (rows.length === 0) return [];
    const { id: _id, ...only } = rows[0] ?? {};
    return [[kind, SINGLE.has(kind) ? only : rows] as const];
  });
  return Object.fromEntries(lists);
}

/** Counts leave with every row and need no `since`. A group is live for at most the row's time. */
function rowGroup(
  { id, sinceMs, seenS, few, amounts, bins }: ReleasedGroup,
  { fromMs, toMs }: Interval,
  isCount: boolean,
) {
  const startMs = isCount ? fromMs : Math.min(sinceMs, fromMs);
  return {
    ...{ id, ...(isCount ? {} : { since: rowTime(startMs) }) },
    seenS: Math.min(seenS, Math.round((toMs - startMs) / 1_000)),
    ...(few === true ? { few } : {}),
    ...amounts,
    ...(bins.length === 0 ? {} : { bins }),
  };
}
