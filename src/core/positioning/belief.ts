/** Share of belief that every second spreads evenly, so that the filter can find a lost tag in any cell. */
const LOST_SHARE = 1e-6;
/** Cells with a smaller probability are skipped to save time. */
export const NEGLIGIBLE = 1e-6;

/** A range of cell indices, column by column: the first cell, and the one after the last. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** Returns the smallest span that holds all cells with a belief of at least `NEGLIGIBLE`. */
export function findSpan(belief: Float32Array): Span {
  let first = 0;
  let end = belief.length;
  while (first < end && (belief[first] ?? 0) < NEGLIGIBLE) first++;
  while (end > first && (belief[end - 1] ?? 0) < NEGLIGIBLE) end--;
  return { first, end };
}

/**
 * Multiplies each cell's belief by the cell's weight and the likelihood of the levels, in place. `likelihood` is absent
 * when no receiver heard the tag.
 */
export function weigh(belief: Float32Array, weight: Float64Array, likelihood?: Float64Array): void {
  const lost = LOST_SHARE / belief.length;
  for (let cell = 0; cell < belief.length; cell++) {
    const fit = likelihood === undefined ? 1 : (likelihood[cell] ?? 0);
    belief[cell] = ((belief[cell] ?? 0) + lost) * (weight[cell] ?? 0) * fit;
  }
  normalize(belief);
}

export function normalize(belief: Float32Array): void {
  let total = 0;
  for (let i = 0; i < belief.length; i++) total += belief[i] ?? 0;
  if (total <= 0) {
    belief.fill(1 / belief.length);
    return;
  }
  for (let i = 0; i < belief.length; i++) belief[i] = (belief[i] ?? 0) / total;
}
