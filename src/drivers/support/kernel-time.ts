import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';

/** Both clocks are rounded, and the wall is slewed: less than this is no clock step. */
const TOLERANCE_MS = 20;
/** A clock step of at least this much moves everything in progress, so edges must follow at once. */
const SET_MS = 1_000;
/** Edges this far apart belong to no passage in common: here a smaller step may be followed. */
const QUIET_MS = 2_500;
/** Repeated attempts: a process is not interrupted every time. */
const MAX_TRIES = 5;
const TIGHT_MS = 1;

interface Offset {
  readonly ms: number;
  /** How far it may be off: the process may have been interrupted between the clocks. */
  readonly errorMs: number;
}

/** Kernel times as wall times, with one offset until the wall clock steps: intervals stay as the kernel measured them. */
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

/** Wall minus monotonic time: the wall is read between two readings of the other, and the tightest of a few tries is taken. */
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
