import type { Json } from '../model/ids.ts';

/** Further from the present than this, a number is no time of anything that is still open. */
const REACH_MS = 30 * 24 * 3_600_000;
/** September 2001. A clock that stands before it never ran here, and its times cannot be told from other numbers. */
const LEAST_EPOCH_MS = 1e12;

/**
 * Saved state as it would be had the clock been right: every time in it is moved. Times are the only numbers of that
 * size in a checkpoint, so they are known by their distance from the present.
 */
export function shiftCheckpointTimes(saved: Json, deltaMs: number, nowMs: number): Json {
  if (typeof saved === 'number') {
    return nowMs > LEAST_EPOCH_MS && Math.abs(saved - nowMs) < REACH_MS ? saved + deltaMs : saved;
  }
  if (Array.isArray(saved)) return saved.map((item: Json) => shiftCheckpointTimes(item, deltaMs, nowMs));
  if (typeof saved !== 'object' || saved === null) return saved;
  return Object.fromEntries(
    Object.entries(saved).map(([key, value]) => [key, shiftCheckpointTimes(value, deltaMs, nowMs)]),
  );
}
