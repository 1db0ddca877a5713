import type { EpochMs } from '../core/model/ids.ts';

export type TimeQuality = 'synced' | 'holdover' | 'unsynced';

export interface Clock {
  /** Wall time. It may jump. */
  now(): EpochMs;
  /**
   * Milliseconds since an arbitrary start. This clock never jumps, and has the same start in all processes of one boot.
   */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or rejects when the signal aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
