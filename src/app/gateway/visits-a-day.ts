import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EpochMs } from '../../core/model/ids.ts';
import type { CountRow } from '../../core/privacy/rows.ts';
import type { EventStore } from '../../ports/event-store.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const DAYS = 7;

/**
 * Returns the mean number of entries per day over the last seven days. Leaves out days without entries. Undefined
 * before the first day is over.
 */
export async function findVisitsADay(
  store: Pick<EventStore, 'rows'>,
  nowMs: number,
): Promise<number | undefined> {
  const days: number[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    let entries = 0;
    for (let hour = 0; hour < DAY_HOURS; hour += 1) {
      // Lets sensors run after each hour read, because a week of rows takes a while.
      await nextTurn();
      const from = nowMs - (day * DAY_HOURS - hour) * HOUR_MS;
      entries += sumEntries(store, from);
    }
    days.push(entries);
  }
  const open = days.filter((entries) => entries > 0);
  return open.length === 0 ? undefined : open.reduce((sum, entries) => sum + entries, 0) / open.length;
}

function sumEntries(store: Pick<EventStore, 'rows'>, from: number): number {
  const rows = store.rows(from as EpochMs, (from + HOUR_MS) as EpochMs);
  return rows.reduce((sum, { payload }) => sum + ((JSON.parse(payload) as CountRow).store?.in ?? 0), 0);
}
