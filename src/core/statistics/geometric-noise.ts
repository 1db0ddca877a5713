/** Uniform integers that nobody can guess. */
export interface IntegerSource {
  /** Below `bound`, which is at most 2^53. */
  below(bound: number): number;
}

/** ε as a fraction, so that the noise is drawn with integers alone. */
export interface Epsilon {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Two-sided geometric noise (the discrete Laplace distribution): P(x) ∝ α^|x| with α = exp(−ε). Added to a count that
 * one person changes by at most one it is ε-differentially private (Ghosh, Roughgarden & Sundararajan 2009).
 *
 * Drawn exactly, with integers alone (Canonne, Kamath & Steinke 2020, algorithms 1 and 2): samplers that work in
 * floating point give the count away in their low bits (Mironov 2012).
 */
export function geometricNoise({ numerator, denominator }: Epsilon, source: IntegerSource): number {
  for (;;) {
    const remainder = source.below(denominator);
    if (!withChanceOfExp(remainder, denominator, source)) continue;
    let whole = 0;
    while (withChanceOfExp(1, 1, source)) whole += 1;
    const magnitude = Math.floor((remainder + denominator * whole) / numerator);
    const isNegative = source.below(2) === 1;
    // Zero has one sign only.
    if (!(isNegative && magnitude === 0)) return isNegative ? -magnitude : magnitude;
  }
}

/** True with probability exp(−numerator/denominator), for fractions up to 1. */
function withChanceOfExp(numerator: number, denominator: number, source: IntegerSource): boolean {
  let draws = 1;
  while (source.below(denominator * draws) < numerator) draws += 1;
  return draws % 2 === 1;
}
