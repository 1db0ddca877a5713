import type { Json } from '../model/ids.ts';

/** Further from the present than this, a number is no time of anything that is still open. */
const REACH_MS = 30 * 24 * 3_600_000;
/** September 2001. Lintel never ran before it, and times before it cannot be distinguished from other numbers. */
const LEAST_EPOCH_MS = 1e12;

/**
 * Saved state as if the clock had been right: moves every time in it by `deltaMs`.
 * Only times are numbers of that size in a checkpoint, so their distance from the present identifies them.
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
