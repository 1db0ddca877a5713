import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { OutboxRecord } from '../../../src/core/privacy/passed-row.ts';
import { rowTime } from '../../../src/core/time/row-time.ts';
import { passedRecord } from '../storage/released-record.ts';
import { MINUTE_MS, START } from '../storage/storage-samples.ts';

/** What a simulated store counted in a minute: any number that a wrong row would hardly hit. */
export function entriesAt(gateway: number, minute: number): number {
  return (Math.imul(minute + 1 + 1_000_003 * gateway, 0x9e3779b1) >>> 0) % 10_007;
}

/** The count row of a minute, by the contract. */
export function chaosWindow(gateway: number, minute: number): OutboxRecord {
  const start = (START + minute * MINUTE_MS) as EpochMs;
  const store = { seenS: 60, in: entriesAt(gateway, minute), out: 0, occupancy: 0 };
  const row = { from: rowTime(start), seconds: 60, def: '3f9a1c20', rev: 1, store };
  return passedRecord({ start, durationMs: MINUTE_MS, revision: 1, payload: JSON.stringify(row) });
}
