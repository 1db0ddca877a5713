import type { EpochMs } from '../core/model/ids.ts';

export type TimeQuality = 'synced' | 'holdover' | 'unsynced';

export interface Clock {
  /** Wall time. May jump. */
  now(): EpochMs;
  /** Milliseconds since an arbitrary start that never jump; the same origin for all processes of one boot. */
  monotonicMs(): number;
  /** Resolves after the time, or rejects when the signal aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
