/** Share of belief that is spread evenly, so that a lost tag can be found again anywhere. */
const LOST_SHARE = 1e-6;
/** Who is hardly there is not worth following. */
export const NEGLIGIBLE = 1e-6;

/** Cells, column by column: the first, and the one after the last. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** Outside of it there is no belief. */
export function findSpan(belief: Float32Array): Span {
  let first = 0;
  let end = belief.length;
  while (first < end && (belief[first] ?? 0) < NEGLIGIBLE) first++;
  while (end > first && (belief[end - 1] ?? 0) < NEGLIGIBLE) end--;
  return { first, end };
}

/** Belief per cell, in place: × weight of the cell × how well it explains what receivers heard (absent: they heard nothing). */
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
