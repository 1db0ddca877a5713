/** How often 95 % intervals hold the truth: too seldom is a fault, and so is nearly always. */
import type { Comparison, Holding } from '../../../src/sim/report/compare.ts';

export const HOLDS_FROM = 0.93;
export const HOLDS_TO = 0.98;
const TAIL = 0.025;
/** Fewer intervals than these tell nothing. */
const LEAST = 20;

/** Prints a table of every number's intervals, and returns whether all may hold as often as they claim. */
export function judgeIntervals(comparisons: readonly Comparison[]): boolean {
  const rows = [...Map.groupBy(comparisons, ({ metric }) => metric)].map(([metric, group]) => {
    const { n, holding, meanWidth } = pool(group.map(({ intervals }) => intervals));
    const few = pool(group.map(({ fewIntervals }) => fewIntervals));
    const good = n < LEAST || isCalibrated(holding, n);
    return {
      ...{ metric, n, holds: share(holding, n), width: Math.round(100 * meanWidth) / 100 },
      ...{ few: few.n, fewHold: share(few.holding, few.n), good },
    };
  });
  console.log('\n95 % intervals of hours and days');
  console.table(rows);
  return rows.every(({ good }) => good);
}

function pool(parts: readonly Holding[]): Holding {
  const sum = (value: (part: Holding) => number) => parts.reduce((total, part) => total + value(part), 0);
  const n = sum((part) => part.n);
  return {
    ...{ n, holding: sum(({ holding }) => holding) },
    meanWidth: n === 0 ? 0 : sum((part) => part.n * part.meanWidth) / n,
  };
}

/** Not when chance alone does not explain a share outside (exact binomial interval, Clopper and Pearson 1934). */
export function isCalibrated(holding: number, n: number): boolean {
  return atMost(holding, n, HOLDS_FROM) >= TAIL && 1 - atMost(holding - 1, n, HOLDS_TO) >= TAIL;
}

/** Chance of at most `k` of `n`, each with chance `p`. */
function atMost(k: number, n: number, p: number): number {
  let [chance, sum] = [n * Math.log1p(-p), 0];
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(chance);
    chance += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  return sum;
}

function share(holding: number, n: number): string {
  return n === 0 ? '–' : (holding / n).toFixed(3);
}
