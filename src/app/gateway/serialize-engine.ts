import type { Json } from '../../core/model/ids.ts';
import { rounded } from '../../core/statistics/round.ts';

/** Digits of positions (a millimetre of ten metres), and of all other numbers (a millionth of a probability). */
const SEEN_DIGITS = 4;
const DIGITS = 6;

/** The engine's state as it is written down once a minute: as fine as anything in it is known. */
export function serializeEngine(snapshot: Json): Json {
  const { cameras = null, floor = null, ...rest } = snapshot as { readonly [part: string]: Json };
  return {
    ...(rounded(rest, DIGITS) as { readonly [part: string]: Json }),
    cameras: rounded(cameras, SEEN_DIGITS),
    floor: rounded(floor, SEEN_DIGITS),
  };
}
