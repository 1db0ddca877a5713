/** State of the packet counters of one sender of encrypted packets. */
export interface SealedCounters {
  /** Highest counter since the last new battery; −1 before the first packet. */
  highest: number;
  /** Time of the last restart of the counter, in epoch ms; −∞ for never. */
  restartedMs: number;
}

/** A counter below this may be a restart: after a new battery, or at the end of its 32 bits. */
const RESTART_BELOW = 100;
/**
 * Shortest time between two accepted restarts, in ms. Batteries last longer. An attacker can thus replay one restart a
 * day at most.
 */
const RESTART_EVERY_MS = 24 * 3600_000;
/** A counter at most this far below the highest is a late packet from another receiver, not a restart. */
const LATE = 8;

/**
 * Judges an encrypted packet: new, the same as the last one, or an old one (a replay). Updates `counters`. Source:
 * BTHome format version 2, encryption (counters only go up).
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
