import type { ClientBase } from 'pg';
import type { DeadLetter } from './dead-letter.ts';
import { addExtras } from './extra-fields.ts';
import type { NumberedRow } from './numbered-row.ts';
import type { GapRow, ParsedMessage, Sender } from './parse-message.ts';
import { markedSpans } from './rollup.ts';
import { LONGEST_COUNT_SECONDS } from './row-time.ts';
import { findSenders } from './senders.ts';
import { readSql } from './sql-files.ts';
import { addThings } from './things.ts';

/** Of a gateway and a day, and of a day in all; at 20 kB each that is at most 20 and 200 MB. */
const MOST_LETTERS_OF_SENDER = 1_000;
const MOST_LETTERS = 10_000;

const SQL = {
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

/** Streams whose rows have a place by time. */
const TIMED = ['count', 'indoor', 'day', 'forecast'];

/**
 * One transaction for all: rows, numbers written off and dead letters. The same twice changes nothing but the count of what was
 * refused. Rejects as a whole with PostgreSQL's error. No statement has a name and no lock outlives the transaction: poolers may
 * give each transaction another connection.
 */
export async function writeBatch(client: ClientBase, batch: ParsedMessage): Promise<void> {
  await client.query('BEGIN');
  try {
    await writeParts(client, batch);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function writeParts(client: ClientBase, { rows, gaps, dead }: ParsedMessage): Promise<void> {
  const senders = await findSenders(client, [...rows, ...gaps]);
  const number = <T extends Sender>({ tenant, store, gateway, ...rest }: T) => ({
    ...senders.get({ tenant, store, gateway }),
    ...rest,
  });
  const numbered: NumberedRow[] = rows.map((row) => number(row));
  const gone = gaps.map((gap) => number(gap));
  await run(client, SQL.numbers, toNumbers(numbered, gone));
  await writeRows(client, numbered);
  await run(client, SQL.gaps, gone);
  await writeLetters(client, dead);
}

async function writeRows(client: ClientBase, rows: readonly NumberedRow[]): Promise<void> {
  const isApart = ({ stream, row }: NumberedRow) => TIMED.includes(stream) && row.clock === 'unsynced';
  const placed = rows.filter((row) => !isApart(row));
  const by = Map.groupBy(placed, ({ stream }) => stream);
  const get = (stream: string): readonly NumberedRow[] => by.get(stream) ?? [];
  await addThings(client, TIMED.flatMap(get));
  await run(client, SQL.count, get('count'), toSpan(get('count')));
  await run(client, SQL.indoor, get('indoor'));
  await run(client, SQL.day, get('day'));
  await run(client, SQL.forecast, get('forecast'));
  await run(client, SQL.meaning, get('meaning'));
  await run(client, SQL.event, get('event'));
  await run(client, SQL.state, get('state'));
  await run(client, SQL.report, get('report'));
  await run(client, SQL.unsynced, rows.filter(isApart));
  await addExtras(client, placed);
  await run(client, SQL.marks, markedSpans(placed));
}

/** A batch rarely holds every stream: what it does not hold costs nothing. */
export async function run(
  client: ClientBase,
  statement: string,
  list: readonly object[],
  more: readonly unknown[] = [],
): Promise<void> {
  if (list.length > 0) await client.query(statement, [JSON.stringify(list), ...more]);
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

/** From where to where finer and longer rows of these can begin. */
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

async function writeLetters(client: ClientBase, dead: readonly DeadLetter[]): Promise<void> {
  if (dead.length === 0) return;
  const columns = (['sender', 'topic', 'reason', 'payload', 'count'] as const).map((name) =>
    dead.map((letter) => letter[name]),
  );
  await client.query(SQL.dead, [...columns, MOST_LETTERS_OF_SENDER, MOST_LETTERS]);
}
