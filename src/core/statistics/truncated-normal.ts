import type { Estimate } from '../model/estimate.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';

/** An estimate closer to zero than this many standard deviations is corrected, as a count cannot be negative. */
const CLEAR_SDS = 4;
const REACH_SDS = 6;
const STEPS = 2_000;

/** Mean and middle 95 % of a normal estimate for a quantity that cannot be negative. */
export function truncateAtZero(mean: number, sd: number): Estimate {
  const halfWidth = TWO_SIDED_95 * sd;
  if (mean >= CLEAR_SDS * sd) return { mean, low: mean - halfWidth, high: mean + halfWidth };
  const step = (Math.max(0, mean) + REACH_SDS * sd) / STEPS;
  // Densities are relative to the likeliest possible value. Small densities far in the tail thus keep their precision.
  const top = Math.min(0, mean) ** 2 / (2 * sd ** 2);
  const chances = Array.from({ length: STEPS }, (_, i) => {
    return Math.exp(top - ((i + 0.5) * step - mean) ** 2 / (2 * sd ** 2));
  });
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const quantile = (share: number) => {
    let below = 0;
    for (const [i, chance] of chances.entries()) {
      below += chance;
      if (below >= share * total) return step * (i + 1);
    }
    return step * STEPS;
  };
  return {
    mean: chances.reduce((sum, chance, i) => sum + chance * (i + 0.5) * step, 0) / total,
    // Near zero, the interval starts at 0, which is as likely as the values next to it.
    low: mean <= halfWidth ? 0 : quantile(0.025),
    high: quantile(0.975),
  };
}
