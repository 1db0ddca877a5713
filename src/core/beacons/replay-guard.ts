/** What is remembered of the counters that a sender's packets were sealed with. */
export interface SealedCounters {
  /** The highest since the last new battery; −1 before the first. */
  highest: number;
  /** When they last began anew, milliseconds since 1970; −∞ for never. */
  restartedMs: number;
}

/** A device counts from 0 again after a new battery, or at the end of its 32 bits. */
const RESTART_BELOW = 100;
/** So seldom is a battery changed: whoever plays back the start of a recording has one chance in this time. */
const RESTART_EVERY_MS = 24 * 3600_000;
/** A packet that another receiver heard a moment later is no restart. */
const LATE = 8;

/**
 * Whether a packet with a sealed counter is new, the same as the last one (repeated, or heard elsewhere), or old and so
 * not to be believed; `counters` then follow it. After: BTHome format version 2, encryption (counters only go up).
 */
export function judgeCounter(
  counters: SealedCounters,
  counter: number,
  nowMs: number,
): 'new' | 'same' | 'old' {
  if (counter === counters.highest) return 'same';
  if (counter < counters.highest) {
    const isDue = Math.abs(nowMs - counters.restartedMs) >= RESTART_EVERY_MS;
    if (!isDue || counter >= RESTART_BELOW || counters.highest - counter < LATE) return 'old';
    counters.restartedMs = nowMs;
  }
  counters.highest = counter;
  return 'new';
}
