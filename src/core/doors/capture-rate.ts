/** A share with its uncertainty. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.96;

/**
 * Entries ÷ (entries + passers-by), with Wilson's 95% interval (Journal of the American Statistical Association 22, 1927).
 * Undefined when nobody came by.
 */
export function captureRate(entries: number, passersBy: number): Share | undefined {
  const n = entries + passersBy;
  if (n <= 0) return undefined;
  const p = entries / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const halfWidth = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return { share: p, low: Math.max(0, centre - halfWidth), high: Math.min(1, centre + halfWidth) };
}
