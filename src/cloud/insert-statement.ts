import type { DeadLetter, EventRow, GapRow, ParsedMessage, WindowRow } from './parse-message.ts';

/** A table's column, its type, and what of a row goes there. */
type Column<Row> = readonly [name: string, type: string, read: keyof Row];

const SENDER = [
  ['tenant', 'text', 'tenant'],
  ['store', 'text', 'store'],
  ['gateway', 'text', 'gateway'],
] as const;

const WINDOW: readonly Column<WindowRow>[] = [
  ...SENDER,
  ['start_at', 'timestamptz', 'startAt'],
  ['duration_ms', 'int', 'durationMs'],
  ['unsynced_boot', 'text', 'unsyncedBoot'],
  ['revision', 'int', 'revision'],
  ['seq', 'bigint', 'seq'],
  ['time_quality', 'text', 'timeQuality'],
  ['body', 'jsonb', 'body'],
];

const EVENT: readonly Column<EventRow>[] = [
  ...SENDER,
  ['seq', 'bigint', 'seq'],
  ['at', 'timestamptz', 'at'],
  ['kind', 'text', 'kind'],
  ['body', 'jsonb', 'body'],
];

const GAP: readonly Column<GapRow>[] = [
  ...SENDER,
  ['from_seq', 'bigint', 'fromSeq'],
  ['to_seq', 'bigint', 'toSeq'],
  ['reason', 'text', 'reason'],
];

const DEAD: readonly Column<DeadLetter>[] = [
  ['topic', 'text', 'topic'],
  ['reason', 'text', 'reason'],
  ['payload', 'text', 'payload'],
];

/** Numbers of one gateway, as literals of multiranges. */
interface SequenceRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly seen: string;
  readonly gone: string;
}

const SEQUENCE: readonly Column<SequenceRow>[] = [
  ...SENDER,
  ['seen', 'int8multirange', 'seen'],
  ['gone', 'int8multirange', 'gone'],
];

/**
 * Texts of JSON go as one text with this between them, which none of them can hold: quoting each as an element of an
 * array took the receiver and PostgreSQL as long as all the rest.
 */
const SEPARATOR = '\u001e';

/** `INSERT INTO table (…) SELECT …` of columns whose parameters begin with number `first`. */
function insert<Row>(table: string, columns: readonly Column<Row>[], first: number): string {
  const names = columns.map(([name]) => name).join(', ');
  const parameters = columns.map(([, type], index) =>
    type === 'jsonb' ? `string_to_array($${first + index}, chr(30))` : `$${first + index}::${type}[]`,
  );
  const values = columns.map(([name, type]) => (type === 'jsonb' ? `${name}::jsonb` : name));
  return `INSERT INTO ${table} (${names}) SELECT ${values.join(', ')} FROM unnest(${parameters.join(', ')}) AS given (${names})`;
}

const EVENT_FIRST = WINDOW.length + 1;
const GAP_FIRST = EVENT_FIRST + EVENT.length;
const DEAD_FIRST = GAP_FIRST + GAP.length;
const SEQUENCE_FIRST = DEAD_FIRST + DEAD.length;

/** All of a batch in one statement: it is a transaction by itself, and one journey to the database and back. */
export const WRITE = `
WITH windows AS (
  ${insert('summary_window AS known', WINDOW, 1)}
  ON CONFLICT (tenant, store, gateway, start_at, duration_ms, unsynced_boot) DO UPDATE
  SET revision = excluded.revision, seq = excluded.seq, time_quality = excluded.time_quality, body = excluded.body,
      received_at = now()
  WHERE known.revision < excluded.revision
), events AS (
  ${insert('gateway_event', EVENT, EVENT_FIRST)} ON CONFLICT DO NOTHING
), gaps AS (
  ${insert('gateway_gap', GAP, GAP_FIRST)} ON CONFLICT DO NOTHING
), dead AS (
  ${insert('dead_letter', DEAD, DEAD_FIRST)}
)
${insert('gateway_seq AS known', SEQUENCE, SEQUENCE_FIRST)}
ON CONFLICT (tenant, store, gateway) DO UPDATE SET seen = known.seen + excluded.seen, gone = known.gone + excluded.gone
WHERE NOT (known.seen @> excluded.seen AND known.gone @> excluded.gone)`;

/** What `WRITE` takes for these messages, and the months that it needs partitions for. */
export function toParameters(messages: readonly ParsedMessage[]): {
  readonly values: readonly unknown[];
  readonly startsAt: readonly string[];
} {
  const windows = newestRevisions(messages.flatMap((message) => message.windows));
  const events = messages.flatMap((message) => message.events);
  const gaps = messages.flatMap((message) => message.gaps);
  const dead = messages.flatMap((message) => message.dead);
  const seen = messages.flatMap((message) => [...message.windows, ...message.events]);
  const values = [
    ...columnsOf(WINDOW, windows),
    ...columnsOf(EVENT, events),
    ...columnsOf(GAP, gaps),
    ...columnsOf(DEAD, dead),
    ...columnsOf(SEQUENCE, sequencesOf(seen, gaps)),
  ];
  return { values, startsAt: windows.map(({ startAt }) => startAt) };
}

function columnsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): unknown[] {
  return columns.map(([, type, read]) => {
    const values = rows.map((row) => row[read]);
    return type === 'jsonb' ? values.join(SEPARATOR) : values;
  });
}

/** One row for each window, so that a batch never touches a row twice; in key order, so that batches never lock crosswise. */
function newestRevisions(rows: readonly WindowRow[]): WindowRow[] {
  const best = new Map<string, WindowRow>();
  for (const row of rows) {
    const key = [addressOf(row), row.startAt, row.durationMs, row.unsyncedBoot].join('/');
    const known = best.get(key);
    if (known === undefined || known.revision < row.revision) best.set(key, row);
  }
  return [...best].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

type Sender = Pick<WindowRow, 'tenant' | 'store' | 'gateway'>;

/** By gateway, in order of their names, as with the windows. */
function sequencesOf(
  seen: readonly (Sender & { readonly seq: number })[],
  gone: readonly GapRow[],
): SequenceRow[] {
  const ranges = new Map<
    string,
    { readonly sender: Sender; readonly seen: string[]; readonly gone: string[] }
  >();
  const rangesOf = (sender: Sender) => {
    const key = addressOf(sender);
    const known = ranges.get(key) ?? { sender, seen: [], gone: [] };
    ranges.set(key, known);
    return known;
  };
  for (const row of seen) rangesOf(row).seen.push(`[${row.seq},${row.seq}]`);
  for (const row of gone) rangesOf(row).gone.push(`[${row.fromSeq},${row.toSeq}]`);
  return [...ranges]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([
        ,
        {
          sender: { tenant, store, gateway },
          ...of
        },
      ]) => ({
        ...{ tenant, store, gateway },
        seen: `{${of.seen.join(',')}}`,
        gone: `{${of.gone.join(',')}}`,
      }),
    );
}

function addressOf({ tenant, store, gateway }: Sender): string {
  return `${tenant}/${store}/${gateway}`;
}
