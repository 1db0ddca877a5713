import type { OutboxRecord } from '../../../src/core/privacy/passed-row.ts';
import type { WindowRecord } from '../../../src/ports/event-store.ts';
import { closedWindow, createGate } from '../stores/closed-windows.ts';

/** A count row with any payload, for tests of the store: one that the gate made of an empty window, changed afterwards. */
export function passedRecord(fields: WindowRecord): OutboxRecord {
  const gate = createGate({ minimumCount: 1 });
  const [record] = gate.pass(closedWindow(0)).map((row) => gate.record(row));
  if (record === undefined) throw new Error('the gate does not pass an empty window');
  return Object.assign(record, fields);
}
