import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * A smaller difference between the offsets is not a clock step: both clocks are rounded, and the wall clock is slewed.
 */
const TOLERANCE_MS = 20;
/**
 * After a clock step of at least this size, edges get the new wall time immediately. Such a step shifts all visits in
 * progress, even in the middle of a crossing.
 */
const SET_MS = 1_000;
/**
 * Edges this far apart cannot belong to the same crossing. A smaller clock step takes effect only between such edges.
 */
const QUIET_MS = 2_500;
/** Largest number of attempts to read both clocks without an interruption in between. */
const MAX_TRIES = 5;
const TIGHT_MS = 1;

interface Offset {
  readonly ms: number;
  /** Largest possible error: the process may have been interrupted between reading the two clocks. */
  readonly errorMs: number;
}

/**
 * Converts kernel times to wall times. The offset stays the same until the wall clock steps, so intervals stay as the
 * kernel measured them.
 */
export function kernelToEpoch(clock: Clock): (monotonicMs: number) => EpochMs {
  let anchor = offsetOf(clock);
  let lastMs = Number.NEGATIVE_INFINITY;
  return (monotonicMs) => {
    const offset = offsetOf(clock);
    const steppedMs = Math.abs(offset.ms - anchor.ms) - offset.errorMs - anchor.errorMs;
    const isQuiet = monotonicMs - lastMs >= QUIET_MS;
    if (steppedMs >= (isQuiet ? TOLERANCE_MS : SET_MS)) anchor = offset;
    lastMs = monotonicMs;
    return Math.round(monotonicMs + anchor.ms) as EpochMs;
  };
}

/**
 * Wall time minus monotonic time. Each attempt reads the wall clock between two readings of the monotonic clock. The
 * attempt with the least time between these two wins.
 */
function offsetOf(clock: Clock): Offset {
  let best = offsetOnce(clock);
  for (let tries = 1; tries < MAX_TRIES && best.errorMs > TIGHT_MS; tries++) {
    const next = offsetOnce(clock);
    if (next.errorMs < best.errorMs) best = next;
  }
  return best;
}

function offsetOnce(clock: Clock): Offset {
  const beforeMs = clock.monotonicMs();
  const wallMs = clock.now();
  const afterMs = clock.monotonicMs();
  return {
    ms: wallMs - (beforeMs + afterMs) / 2,
    errorMs: (afterMs - beforeMs) / 2,
  };
}
