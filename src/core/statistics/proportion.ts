/** Normal quantile for a two-sided 95 % interval. */
const Z = 1.959964;

/** Score interval of a share (E. B. Wilson, JASA 22, 1927): `successes` of `n`, which need not be whole. */
export function wilsonInterval(
  successes: number,
  n: number,
): { readonly low: number; readonly high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const share = successes / n;
  const spread = (Z * Z) / n;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + spread / (4 * n))) / (1 + spread);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * Number of trials, at this share of successes, until the interval's lower end reaches `target`. Null when it never
 * does.
 */
export function trialsToClaim(share: number, target: number): number | null {
  if (share <= target) return null;
  // The lower end p satisfies |share − p| = z √(p (1 − p) / n). Solved for n at p = target.
  return Math.ceil((Z * Z * target * (1 - target)) / (share - target) ** 2);
}
