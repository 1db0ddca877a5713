import type { ClientBase } from 'pg';
import type { DeadLetter } from './dead-letter.ts';
import { extraStatements } from './messages/extra-fields.ts';
import type { NumberedRow } from './messages/numbered-row.ts';
import type { GapRow, ParsedMessage, Sender } from './messages/parse-message.ts';
import { markedSpans } from './rollup.ts';
import { LONGEST_COUNT_SECONDS } from './row-time.ts';
import type { SenderBook } from './senders.ts';
import { findSenders } from './senders.ts';
import { readSql } from './sql-files.ts';
import type { Statement } from './statement.ts';
import { listStatement, sendTogether } from './statement.ts';
import { thingStatements } from './things.ts';

/**
 * Largest number of dead letters stored per day: from one gateway, and from all. At 20 kB each, that is 20 MB and 200
 * MB. Further dead letters are only counted.
 */
const MOST_LETTERS_OF_SENDER = 1_000;
const MOST_LETTERS = 10_000;

const SQL = {
  lock: readSql('lock-gateways'),
  numbers: readSql('write-numbers'),
  count: readSql('write-count'),
  indoor: readSql('write-indoor'),
  day: readSql('write-day'),
  forecast: readSql('write-forecast'),
  meaning: readSql('write-meaning'),
  event: readSql('write-events'),
  state: readSql('write-states'),
  report: readSql('write-reports'),
  unsynced: readSql('write-unsynced'),
  gaps: readSql('write-gaps'),
  dead: readSql('write-dead-letters'),
  marks: readSql('write-marks'),
} as const;

/** Streams whose rows are stored by their time. */
const TIMED = ['count', 'indoor', 'day', 'forecast'];
/** Streams whose SQL statement has the rows as its only parameter. */
const WHOLE = ['indoor', 'day', 'forecast', 'meaning', 'event', 'state', 'report'] as const;

/**
 * Writes rows, written-off numbers and dead letters in one transaction. Writing a batch again changes only the number
 * of refused rows. Rejects with PostgreSQL's error, and then nothing is written. Connection poolers may switch
 * connections between transactions: no prepared statement or lock outlives one. `client` sends statements without
 * waiting for each answer, so the batch waits only twice.
 */
export async function writeBatch(client: ClientBase, batch: ParsedMessage): Promise<void> {
  const begun = client.query('BEGIN');
  try {
    const [senders] = await Promise.all([findSenders(client, [...batch.rows, ...batch.gaps]), begun]);
    // If a statement failed, PostgreSQL answers COMMIT with ROLLBACK, and nothing is written.
    await sendTogether(client, [...toStatements(batch, senders), ['COMMIT', []]]);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function toStatements({ rows, gaps, dead }: ParsedMessage, senders: SenderBook): Statement[] {
  const number = <T extends Sender>({ tenant, store, gateway, ...rest }: T) => ({
    ...senders.get({ tenant, store, gateway }),
    ...rest,
  });
  const numbered: NumberedRow[] = rows.map((row) => number(row));
  const gone = gaps.map((gap) => number(gap));
  return [
    ...lockStatements(numbered),
    ...rowStatements(numbered),
    ...listStatement(SQL.gaps, gone),
    ...letterStatements(dead),
    // Last in the transaction: it locks the rows of the gateways until the commit, and other workers wait for them.
    ...listStatement(SQL.numbers, toNumbers(numbered, gone)),
  ];
}

/**
 * Locks the gateways of a batch in order of their ids. As all workers use the same order, two of them never wait for
 * each other.
 */
function lockStatements(rows: readonly NumberedRow[]): Statement[] {
  const isMinute = ({ stream, row }: NumberedRow) =>
    stream === 'count' && row.seconds === 60 && row.clock !== 'unsynced';
  const apart = new Map<number, boolean>();
  for (const row of rows) apart.set(row.gateway_id, apart.get(row.gateway_id) === true || !isMinute(row));
  const gateways = [...apart].sort(([a], [b]) => a - b);
  if (gateways.length === 0) return [];
  return [[SQL.lock, [gateways.map(([id]) => id), gateways.map(([, isApart]) => isApart)]]];
}

function rowStatements(rows: readonly NumberedRow[]): Statement[] {
  const isApart = ({ stream, row }: NumberedRow) => TIMED.includes(stream) && row.clock === 'unsynced';
  const placed = rows.filter((row) => !isApart(row));
  const by = Map.groupBy(placed, ({ stream }) => stream);
  const get = (stream: string): readonly NumberedRow[] => by.get(stream) ?? [];
  return [
    ...thingStatements(TIMED.flatMap(get)),
    ...listStatement(SQL.count, get('count'), toSpan(get('count'))),
    ...WHOLE.flatMap((stream) => listStatement(SQL[stream], get(stream))),
    ...listStatement(SQL.unsynced, rows.filter(isApart)),
    ...extraStatements(placed),
    ...listStatement(SQL.marks, markedSpans(placed)),
  ];
}

function toNumbers(rows: readonly NumberedRow[], gone: readonly Omit<GapRow, keyof Sender>[]): object[] {
  const came = rows.filter(({ row }) => row.seq !== undefined);
  return [
    ...came.map(({ gateway_id, row: { seq, clock } }) => ({
      ...{ gateway_id, first: seq, last: seq, is_gone: false, is_timed: clock !== 'unsynced' },
    })),
    ...gone.map(({ fromSeq, toSeq, ...gap }) => ({
      ...{ ...gap, first: fromSeq, last: toSeq, is_gone: true, is_timed: false },
    })),
  ];
}

/** Returns the time span in which shorter or longer rows that overlap these rows can begin. */
function toSpan(rows: readonly NumberedRow[]): [from: string, to: string] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { row } of rows) {
    const startMs = Date.parse(row.from ?? '');
    from = Math.min(from, startMs - LONGEST_COUNT_SECONDS * 1000);
    to = Math.max(to, startMs + (row.seconds ?? 0) * 1000);
  }
  const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'infinity');
  return [iso(from), iso(to)];
}

function letterStatements(dead: readonly DeadLetter[]): Statement[] {
  if (dead.length === 0) return [];
  const columns = (['sender', 'topic', 'reason', 'payload', 'count'] as const).map((name) =>
    dead.map((letter) => letter[name]),
  );
  return [[SQL.dead, [...columns, MOST_LETTERS_OF_SENDER, MOST_LETTERS]]];
}
