import type { Json } from '../../core/model/ids.ts';
import { rounded } from '../../core/statistics/round.ts';

/** Significant digits of positions (1 mm in 10 m), and of all other numbers (1e-6 of a probability). */
const SEEN_DIGITS = 4;
const DIGITS = 6;

/** Serializes the engine's state, which is stored once a minute. It rounds to the precision of the values. */
export function serializeEngine(snapshot: Json): Json {
  const { cameras = null, floor = null, ...rest } = snapshot as { readonly [part: string]: Json };
  return {
    ...(rounded(rest, DIGITS) as { readonly [part: string]: Json }),
    cameras: rounded(cameras, SEEN_DIGITS),
    floor: rounded(floor, SEEN_DIGITS),
  };
}
