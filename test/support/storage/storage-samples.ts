import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { OutboxRecord } from '../../../src/core/privacy/passed-row.ts';
import type { Commit, WindowRecord } from '../../../src/ports/event-store.ts';
import { passedRecord } from './released-record.ts';

export const START = Date.UTC(2026, 5, 1) as EpochMs;
export const MINUTE_MS = 60_000;

/** Text that deflating gains little from, the same in every run: when a ring is full must not be left to chance. */
export function noiseText(seed: string, bytes: number): string {
  return createHash('shake256', { outputLength: bytes }).update(seed).digest('base64');
}

/** The count row of the minute `index`, with a payload that does not deflate to nothing. */
export function sampleRow(index: number, more: Partial<WindowRecord> = {}): OutboxRecord {
  return passedRecord({
    start: (START + index * MINUTE_MS) as EpochMs,
    durationMs: MINUTE_MS,
    revision: 1,
    payload: JSON.stringify({ minute: index, noise: noiseText(`minute ${index}`, 300) }),
    ...more,
  });
}

/** The commit that closes the minute `index`. */
export function sampleCommit(index: number, more: Partial<Commit> = {}): Commit {
  const endMs = START + (index + 1) * MINUTE_MS;
  return {
    rows: [sampleRow(index)],
    events: [],
    checkpoint: JSON.stringify({ open: index }),
    checkpointAt: endMs as EpochMs,
    monotonicMs: (index + 1) * MINUTE_MS,
    wallMs: endMs as EpochMs,
    timeQuality: 'synced',
    ...more,
  };
}

export const NO_SEQS: ReadonlySet<number> = new Set();

/** A clock that stands still. */
export const STILL_CLOCK = { now: () => START, monotonicMs: () => 0 };
