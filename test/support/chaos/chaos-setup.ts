import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { OutboxRecord } from '../../../src/core/privacy/released-window.ts';
import { isoTime } from '../../../src/core/time/iso-time.ts';
import type { SummaryMessage } from '../../../src/ports/contract.ts';
import { passedRecord } from '../storage/released-record.ts';
import { MINUTE_MS, START } from '../storage/storage-samples.ts';

const EXAMPLE = join(import.meta.dirname, '../../../config/contract/summary.example.json');
/** Read, not made: a process that lives for a second does not load the engine. */
const [TEMPLATE] = (JSON.parse(readFileSync(EXAMPLE, 'utf8')) as SummaryMessage).windows;

/** What a simulated shop counted in a minute: any number that a wrong row would hardly hit. */
export function entriesAt(gateway: number, minute: number): number {
  return (Math.imul(minute + 1 + 1_000_003 * gateway, 0x9e3779b1) >>> 0) % 10_007;
}

/** The window of a minute, by the contract. */
export function chaosWindow(gateway: number, minute: number): OutboxRecord {
  const start = (START + minute * MINUTE_MS) as EpochMs;
  const window = TEMPLATE?.window;
  const store = { ...window?.store, entries: entriesAt(gateway, minute) };
  const payload = JSON.stringify({ ...window, startAt: isoTime(start), revision: 1, store });
  return passedRecord({ start, durationMs: MINUTE_MS, revision: 1, payload });
}
