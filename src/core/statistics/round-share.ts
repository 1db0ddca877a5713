/** Rounds a share to 0.01 %, the published resolution. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
