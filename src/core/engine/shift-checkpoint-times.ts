import type { Json } from '../model/ids.ts';

/** In ms. A number further than this from the present cannot be a time of an open visit or track. */
const REACH_MS = 30 * 24 * 3_600_000;
/** September 2001. Lintel never ran earlier, and a smaller number might not be a time. */
const LEAST_EPOCH_MS = 1e12;

/**
 * Corrects saved state for a clock that was wrong: moves every time in it by `deltaMs`. Only times are numbers close to
 * the present time in epoch ms, which identifies them.
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
