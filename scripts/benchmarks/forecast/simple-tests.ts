/** What an owner would do without a design: t-tests of whole days, and before against after. */
import { normalShareBelow } from '../../../src/core/statistics/normal-law.ts';

/** Two-sided p-value of Welch's t-test (1947), by the normal law with a correction for few days. */
function welch(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [moments(a), moments(b)];
  const [sx, sy] = [x.variance / a.length, y.variance / b.length];
  const freedom = (sx + sy) ** 2 / (sx ** 2 / (a.length - 1) + sy ** 2 / (b.length - 1));
  const t = Math.abs(x.mean - y.mean) / Math.sqrt(sx + sy);
  // Wallace 1959: the normal deviate of a t with these degrees of freedom.
  const z = Math.sqrt(freedom * Math.log1p((t * t) / freedom)) * (1 - 1 / (4 * freedom));
  return Number.isNaN(z) ? 1 : 2 * normalShareBelow(-z);
}

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Each day a or b by a coin. */
export function wholeDaysTest(days: readonly number[], random: () => number): number {
  const known = days.filter((total) => !Number.isNaN(total));
  const isB = known.map(() => random() < 0.5);
  const [a, b] = [
    known.filter((_total, i) => isB[i] === false),
    known.filter((_total, i) => isB[i] === true),
  ];
  return a.length < 2 || b.length < 2 ? 1 : welch(a, b);
}

export function beforeAfterTest(days: readonly number[]): number {
  const half = days.length / 2;
  const known = (part: readonly number[]) => part.filter((total) => !Number.isNaN(total));
  const [before, after] = [known(days.slice(0, half)), known(days.slice(half))];
  return before.length < 2 || after.length < 2 ? 1 : welch(before, after);
}
