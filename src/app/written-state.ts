import { rounded } from '../core/rounded.ts';
import type { Json } from '../core/types.ts';

/** Digits of what pictures say, a millimetre of ten metres; and of all else, a millionth of a chance. */
const SEEN_DIGITS = 4;
const DIGITS = 6;

/** State as it is written down once a minute: as fine as anything in it is known. */
export function writtenState(engine: Json, egress: Json): { readonly engine: Json; readonly egress: Json } {
  return { engine: writtenEngine(engine), egress: rounded(egress, DIGITS) };
}

function writtenEngine(snapshot: Json): Json {
  const { cameras, floor, ...rest } = snapshot as { readonly [part: string]: Json };
  return {
    ...(rounded(rest, DIGITS) as { readonly [part: string]: Json }),
    ...(rounded({ cameras: cameras ?? null, floor: floor ?? null }, SEEN_DIGITS) as {
      readonly [part: string]: Json;
    }),
  };
}
