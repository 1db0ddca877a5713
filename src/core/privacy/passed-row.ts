import type { EpochMs } from '../model/ids.ts';
import { parseRowTime } from '../time/row-time.ts';
import type { Stream } from './amounts.ts';
import { isOnTable } from './on-table.ts';
import type { Rows } from './rows.ts';

declare const passedGate: unique symbol;

/** A row that has passed the egress gate. Only the gate makes such, and only such can be stored to be sent. */
export type PassedRow = {
  readonly [S in Stream]: { readonly stream: S; readonly row: Rows[S]; readonly [passedGate]: true };
}[Stream];

/** A passed row as the storage takes it. */
export interface OutboxRecord {
  readonly [passedGate]: true;
  readonly lane: Stream;
  readonly start: EpochMs;
  readonly durationMs: number;
  /** Only count rows come again; the other rows are final (R3), with revision 1. */
  readonly revision: number;
  /** The row as JSON text. */
  readonly payload: string;
}

/** Only for the gate. */
export function passed<S extends Stream>(stream: S, row: Rows[S]): PassedRow {
  return { stream, row } as PassedRow;
}

/** A row never fills a message of 256 kB, four bytes a character. */
const MOST_CHARACTERS = 60_000;

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
  const payload = JSON.stringify(row);
  if (payload.length > MOST_CHARACTERS) return undefined;
  const record = {
    ...{ lane: stream, start: parseRowTime(row.from) as EpochMs },
    ...{ durationMs: 'seconds' in row ? row.seconds * 1_000 : 0 },
    ...{ revision: stream === 'count' ? row.rev : 1, payload },
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
