import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';

/** A smaller difference is not a clock step: both clocks are rounded, and the wall clock is slewed. */
const TOLERANCE_MS = 20;
/** A clock step of at least this size shifts all visits in progress, so edges must follow at once. */
const SET_MS = 1_000;
/** Edges this far apart cannot be of one crossing, so a smaller step may take effect between them. */
const QUIET_MS = 2_500;
/** Reads the clocks up to this many times, until no interruption came between the two readings. */
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
 * Wall time minus monotonic time. Reads the wall clock between two monotonic readings, and takes the closest pair of a
 * few attempts.
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
