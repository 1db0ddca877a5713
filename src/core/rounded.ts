import type { Json } from './types.ts';

/** A hundredth of a pixel in a picture, a millionth of a chance. */
const DIGITS = 6;
/** Times are larger than all else, and known to the millisecond. */
const TIME_SCALE = 1_000;

const NOTHING = 1e-12;

/** Saved state with six digits in its fractions: those behind say nothing, are most of a checkpoint, and do not pack. */
export function rounded(saved: Json): Json {
  if (typeof saved === 'number') return Number.isInteger(saved) ? saved : roundedNumber(saved);
  if (Array.isArray(saved)) return saved.map(rounded);
  if (typeof saved !== 'object' || saved === null) return saved;
  return Object.fromEntries(Object.entries(saved).map(([key, value]) => [key, rounded(value)]));
}

function roundedNumber(value: number): number {
  if (Math.abs(value) < NOTHING) return 0;
  const digitsBefore = Math.ceil(Math.log10(Math.abs(value)));
  const scale = digitsBefore >= DIGITS ? TIME_SCALE : 10 ** (DIGITS - digitsBefore);
  return Math.round(value * scale) / scale;
}
