import type { Json } from '../model/ids.ts';

/** A number with more digits before its point than this is a time in ms: it keeps three decimals. */
const MOST_DIGITS = 9;
const TIME_SCALE = 1_000;
const NOTHING = 1e-12;

/**
 * Cuts fractions in saved state to `digits`. More digits carry no information, fill most of a checkpoint and compress
 * badly.
 */
export function rounded(saved: Json, digits: number): Json {
  if (typeof saved === 'number') return Number.isInteger(saved) ? saved : roundedNumber(saved, digits);
  if (Array.isArray(saved)) return saved.map((item: Json) => rounded(item, digits));
  if (typeof saved !== 'object' || saved === null) return saved;
  return Object.fromEntries(Object.entries(saved).map(([key, value]) => [key, rounded(value, digits)]));
}

function roundedNumber(value: number, digits: number): number {
  if (Math.abs(value) < NOTHING) return 0;
  const before = Math.ceil(Math.log10(Math.abs(value)));
  const scale = before > MOST_DIGITS ? TIME_SCALE : 10 ** Math.max(0, digits - before);
  return Math.round(value * scale) / scale;
}
