import type { Stream } from './amounts.ts';
import { isOnTable } from './on-table.ts';
import { parseRowTime } from './row-time.ts';
import type { CountRow, DayRow, IndoorRow } from './rows.ts';

declare const passedGate: unique symbol;

export interface Rows {
  readonly count: CountRow;
  readonly indoor: IndoorRow;
  readonly day: DayRow;
}

/** A row that has passed the egress gate. Only the gate makes such, and only such can be stored to be sent. */
export type PassedRow = {
  readonly [S in Stream]: { readonly stream: S; readonly row: Rows[S]; readonly [passedGate]: true };
}[Stream];

/** A passed row as the storage takes it. */
export interface OutboxRecord {
  readonly [passedGate]: true;
  readonly stream: Stream;
  readonly startMs: number;
  readonly durationMs: number;
  /** Indoor and day rows are final at the first telling (R3): always 1. */
  readonly rev: number;
  /** The row as JSON text. */
  readonly payload: string;
}

/** Only for the gate. */
export function passed<S extends Stream>(stream: S, row: Rows[S]): PassedRow {
  return { stream, row } as PassedRow;
}

/** Every record that was made here; nothing else can be put among them. */
const made = new WeakSet<object>();

/**
 * The last check of what is about to leave: every field has a rule, every number is one, and every name is one of the
 * settings. Undefined when it may not leave. No other code makes records.
 */
export function outboxRecord(
  { stream, row }: PassedRow,
  knownIds: ReadonlySet<string>,
): OutboxRecord | undefined {
  if (!isOnTable(stream, row, knownIds)) return undefined;
  const record = {
    ...{ stream, startMs: parseRowTime(row.from), durationMs: row.seconds * 1_000 },
    ...{ rev: stream === 'count' ? row.rev : 1, payload: JSON.stringify(row) },
  } as OutboxRecord;
  made.add(record);
  return record;
}

/** Types do not hold at run time; this does: the storage asks it of all that it is given to send. */
export function refuseUnpassed(records: readonly object[]): void {
  for (const record of records) {
    if (!made.has(record)) throw new TypeError('the outbox takes only rows that passed the egress gate');
  }
}
