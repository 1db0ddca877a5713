import type { EpochMs } from '../model/ids.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import { isReleasable } from './sanitize.ts';

declare const passedGate: unique symbol;

/** A window that has passed the egress gate. Only the gate makes such, and only such can be stored to be sent. */
export type ReleasedWindow = WindowSummary & { readonly [passedGate]: true };

/** A passed window as the store takes it. */
export interface OutboxRecord {
  readonly [passedGate]: true;
  readonly start: EpochMs;
  readonly durationMs: number;
  readonly revision: number;
  /** The summary as JSON text. */
  readonly payload: string;
}

/** Every record that was made here; nothing else can be put among them. */
const made = new WeakSet<object>();

/**
 * The last look at what is about to leave: every field is on the table, in the form that it asks for, and every name is
 * one of the settings. Undefined when it may not leave. No other code makes records.
 */
export function outboxRecord(
  window: ReleasedWindow,
  knownIds: ReadonlySet<string>,
): OutboxRecord | undefined {
  if (!isReleasable(window, knownIds)) return undefined;
  const { startAt, durationMs, revision } = window;
  const start = parseIsoTime(startAt) as EpochMs;
  const record = { start, durationMs, revision, payload: JSON.stringify(window) } as OutboxRecord;
  made.add(record);
  return record;
}

/** Types do not hold at run time; this does: the store asks it of all that it is given to send. */
export function assertReleased(records: readonly object[]): void {
  for (const record of records)
    if (!made.has(record))
      throw new TypeError('a window that did not pass the egress gate was given to the outbox');
}
