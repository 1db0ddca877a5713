import type { ClientBase } from 'pg';

type Row = Readonly<Record<string, unknown>>;
type Sums = Map<string, Map<string, number | null>>;

interface Fact {
  readonly table: string;
  readonly hours?: string;
  readonly days: string;
  /** Where a row belongs: when it begins, or when it ends less a second. */
  readonly at: (row: Row) => Date;
  readonly key: readonly string[];
  readonly amounts: readonly string[];
}

const begins = (row: Row) => row['from_at'] as Date;
const ends = (row: Row) => new Date((row['to_at'] as Date).getTime() - 1_000);
const counted = { at: begins, key: ['thing_id'] } as const;
const inside = { at: ends, key: ['thing_id'] } as const;

/** Every roll-up beside the rows that it is made of. */
export const FACTS: readonly Fact[] = [
  {
    ...{ table: 'count_store', hours: 'rollup_hour_store', days: 'rollup_day_store', at: begins, key: [] },
    amounts: [
      'seconds',
      'seen_s',
      'entries',
      'exits',
      'entries_var',
      'sales',
      'passers_by',
      'shopfront_seen_s',
    ],
  },
  {
    ...{ table: 'count_door', hours: 'rollup_hour_door', days: 'rollup_day_door', ...counted },
    amounts: ['seconds', 'seen_s', 'entries', 'exits', 'backfilled'],
  },
  {
    ...{ table: 'count_line', hours: 'rollup_hour_line', days: 'rollup_day_line', ...counted },
    amounts: ['seconds', 'seen_s', 'entries', 'exits', 'entries_var'],
  },
  {
    ...{ table: 'count_feedback', hours: 'rollup_hour_feedback', days: 'rollup_day_feedback', ...counted },
    amounts: ['seconds', 'seen_s', 'answers', 'points'],
  },
  {
    ...{ table: 'indoor_zone', days: 'rollup_day_zone', ...inside },
    amounts: ['entries', 'exits', 'visits', 'engaged', 'cut', 'entries_var'],
  },
  {
    ...{ table: 'indoor_line', days: 'rollup_day_aisle', ...inside },
    amounts: ['entries', 'exits', 'groups_in', 'groups_out'],
  },
  {
    ...{ table: 'indoor_queue', days: 'rollup_day_queue', ...inside },
    amounts: ['joined', 'served', 'abandoned', 'wait_s', 'length_s'],
  },
  { table: 'indoor_trolley', days: 'rollup_day_trolley', ...inside, amounts: ['entries', 'exits'] },
  { table: 'indoor_product', days: 'rollup_day_product', ...inside, amounts: ['pick_ups', 'put_backs'] },
  { table: 'indoor_radio', days: 'rollup_day_radio', ...inside, amounts: ['inside_time_s', 'people_time_s'] },
  {
    ...{
      table: 'indoor_step',
      days: 'rollup_day_step',
      at: ends,
      key: ['by_trolley', 'from_zone', 'to_zone'],
    },
    amounts: ['n'],
  },
];

/** Sums of all rows by local hour or day, worked out outside of the database. */
export async function recompute(client: ClientBase, fact: Fact, by: 'hour' | 'day'): Promise<Sums> {
  const { rows } = await client.query<Row>(
    `SELECT f.*, timezone FROM lintel.${fact.table} f JOIN lintel.store USING (store_id)`,
  );
  const sums: Sums = new Map();
  for (const row of rows) {
    const local = localTime(fact.at(row), String(row['timezone']));
    const key = keyOf(row, fact, by === 'hour' ? local.hourAt : local.day);
    const known = sums.get(key) ?? new Map<string, number | null>();
    for (const name of fact.amounts) known.set(name, add(known.get(name), row[name]));
    sums.set(key, known);
  }
  return sums;
}

/** The same from the roll-up's table. */
export async function readRollup(client: ClientBase, fact: Fact, by: 'hour' | 'day'): Promise<Sums> {
  const table = by === 'hour' ? fact.hours : fact.days;
  const at = by === 'hour' ? 'hour_at' : 'local_day::text';
  const many =
    by === 'day' && fact.table.startsWith('indoor') && fact.table !== 'indoor_step'
      ? 'WHERE row_count > 0'
      : '';
  const { rows } = await client.query<Row>(`SELECT *, ${at} AS at FROM lintel.${table} ${many}`);
  return new Map(
    rows.map((row) => {
      const at = row['at'] instanceof Date ? row['at'].toISOString() : String(row['at']);
      return [keyOf(row, fact, at), new Map(fact.amounts.map((name) => [name, add(undefined, row[name])]))];
    }),
  );
}

function keyOf(row: Row, { key }: Fact, at: string): string {
  return [row['store_id'], at, ...key.map((name) => row[name])].join(' ');
}

function add(sum: number | null | undefined, value: unknown): number | null {
  if (value === null || value === undefined) return sum ?? null;
  return Math.round(((sum ?? 0) + Number(value)) * 100) / 100;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(at: Date, timeZone: string): { readonly day: string; readonly hourAt: string } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone, ...date, ...time });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const sinceHourMs = (Number(part['minute']) * 60 + Number(part['second'])) * 1_000;
  const hourAt = new Date(Math.floor(at.getTime() / 1_000) * 1_000 - sinceHourMs).toISOString();
  return { day: `${part['year']}-${part['month']}-${part['day']}`, hourAt };
}
