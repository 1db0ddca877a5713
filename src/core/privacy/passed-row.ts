import type { EpochMs } from '../model/ids.ts';
import { parseRowTime } from '../time/row-time.ts';
import type { Stream } from './amounts.ts';
import { isOnTable } from './on-table.ts';
import type { Rows } from './rows.ts';

declare const passedGate: unique symbol;

/** A row that passed the egress gate. Only the gate makes these, and storage accepts no other rows for sending. */
export type PassedRow = {
  readonly [S in Stream]: { readonly stream: S; readonly row: Rows[S]; readonly [passedGate]: true };
}[Stream];

/** A passed row in the form that storage takes. */
export interface OutboxRecord {
  readonly [passedGate]: true;
  readonly lane: Stream;
  readonly start: EpochMs;
  readonly durationMs: number;
  /** Only count rows are corrected; other rows are final (R3) with revision 1. */
  readonly revision: number;
  /** The row as JSON text. */
  readonly payload: string;
}

/** Only the gate may call this. */
export function passed<S extends Stream>(stream: S, row: Rows[S]): PassedRow {
  return { stream, row } as PassedRow;
}

/** Largest number of characters in a row. At four bytes a character it stays below a message of 256 kB. */
const MOST_CHARACTERS = 60_000;

/** Every record made in this file. No other code can add to it. */
const made = new WeakSet<object>();

/**
 * Last check of a row before it leaves: every field has a rule, every number is valid, and the settings have every
 * name. Undefined when it may not leave. No other code makes records.
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

/** Throws for records not made in this file. Storage calls it, because types are not checked at run time. */
export function refuseUnpassed(records: readonly object[]): void {
  for (const record of records) {
    if (!made.has(record)) throw new TypeError('the outbox takes only rows that passed the egress gate');
  }
}
