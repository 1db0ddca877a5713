import type { Json } from '../../core/model/ids.ts';
import { rounded } from '../../core/statistics/round.ts';

/** Significant digits of positions: 4, which is 1 cm within 100 m. All other numbers have 6. */
const SEEN_DIGITS = 4;
const DIGITS = 6;

/**
 * Serializes the state of the engine for the checkpoint, each minute. It rounds numbers to a useful precision, to write
 * less.
 */
export function serializeEngine(snapshot: Json): Json {
  const { cameras = null, floor = null, ...rest } = snapshot as { readonly [part: string]: Json };
  return {
    ...(rounded(rest, DIGITS) as { readonly [part: string]: Json }),
    cameras: rounded(cameras, SEEN_DIGITS),
    floor: rounded(floor, SEEN_DIGITS),
  };
}
