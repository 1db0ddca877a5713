import type { ClientBase } from 'pg';
import type { NumberedRow } from './messages/numbered-row.ts';

const HOUR_MS = 3_600_000;
/**
 * Largest number of hours marked for a new roll-up in one transaction. A backlog marks some thousand hours; 2,000 take
 * less than a second.
 */
const MARKS = 2_000;

/** A time span of one store, in seconds since 1970. */
interface Span {
  readonly store_id: number;
  readonly from: number;
  readonly to: number;
}

/** Returns the time spans whose roll-ups these rows change: one span per store and hour. */
export function markedSpans(rows: readonly NumberedRow[]): Span[] {
  const spans = new Map<string, { store: number; fromMs: number; toMs: number }>();
  for (const row of rows) {
    const changed = toSpan(row);
    const [fromMs, toMs] = changed ?? [Number.NaN, Number.NaN];
    if (Number.isNaN(fromMs)) continue;
    const key = `${row.store_id} ${Math.floor(fromMs / HOUR_MS)}`;
    const known = spans.get(key) ?? { store: row.store_id, fromMs, toMs };
    const widened = { fromMs: Math.min(known.fromMs, fromMs), toMs: Math.max(known.toMs, toMs) };
    spans.set(key, { store: row.store_id, ...widened });
  }
  return [...spans.values()].map(({ store, fromMs, toMs }) => ({
    ...{ store_id: store, from: fromMs / 1000, to: toMs / 1000 },
  }));
}

function toSpan({ stream, row }: NumberedRow): [fromMs: number, toMs: number] | undefined {
  if (stream === 'count' || stream === 'indoor') {
    const fromMs = Date.parse(row.from ?? '');
    return [fromMs, fromMs + Math.max(1, row.seconds ?? 0) * 1_000];
  }
  // The row names a local day, but not its time zone. 09:00 to 13:00 UTC overlaps that day in every time zone.
  if (stream === 'day') {
    const dayMs = Date.parse(row.day ?? '');
    return [dayMs + 9 * HOUR_MS, dayMs + 13 * HOUR_MS];
  }
  return undefined;
}

/**
 * Updates the sums of all marked hours and days. Returns how many seconds ago the oldest remaining mark was added. Does
 * nothing while another worker is updating them.
 */
export async function rollUp(client: Pick<ClientBase, 'query'>, signal?: AbortSignal): Promise<number> {
  let taken = MARKS;
  while (taken === MARKS && signal?.aborted !== true) {
    const { rows } = await client.query<{ taken: number }>('SELECT lintel.roll_up($1) AS taken', [MARKS]);
    taken = rows[0]?.taken ?? 0;
  }
  const { rows } = await client.query<{ lag: number | null }>(
    'SELECT extract(epoch FROM now() - min(marked_at))::float8 AS lag FROM lintel.rollup_mark',
  );
  return Math.max(0, rows[0]?.lag ?? 0);
}
