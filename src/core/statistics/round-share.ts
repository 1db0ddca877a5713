/** Rounds a share to 0.01 %, the published resolution. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

/** A difference from 0 or 1 that is smaller than this comes from adding up fractions. */
const NEGLIGIBLE = 1e-9;

/** Rounds a coverage from 0 to 1. Only full coverage becomes 1, and only none becomes 0. */
export function roundCoverage(share: number): number {
  if (share >= 1 - NEGLIGIBLE) return 1;
  return share < NEGLIGIBLE ? 0 : Math.min(0.9999, Math.max(0.0001, roundShare(share)));
}
