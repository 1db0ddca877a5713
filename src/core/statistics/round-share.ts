/** Shares are told to a hundredth of a percent. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
