/** How often 95 % intervals hold the truth: too seldom is a fault, and so is nearly always. */
import type { Comparison, Holding } from '../../../src/sim/report/compare.ts';

export const HOLDS_FROM = 0.93;
export const HOLDS_TO = 0.98;
const TAIL = 0.025;
/** With fewer intervals a share inside the bounds may be luck. */
const ENOUGH = 300;

type State = 'holds' | 'misses' | 'too few';

/** Prints a table of every number's intervals, and returns whether all hold. */
export function judgeIntervals(comparisons: readonly Comparison[]): boolean {
  const groups = [...Map.groupBy(comparisons, ({ metric }) => metric)];
  const rows = groups
    .map(([metric, group]) => judgeMetric(metric, group))
    .filter(({ n, few }) => n + few > 0);
  console.log('\n95 % intervals of hours and days');
  console.table(rows);
  return rows.every(({ state }) => state === 'holds');
}

/** Counts below five are listed apart: whole numbers alone make their intervals hold too often, which is no fault. */
function judgeMetric(metric: string, group: readonly Comparison[]) {
  const { n, holding, meanWidth } = pool(group.map(({ intervals }) => intervals));
  const few = pool(group.map(({ fewIntervals }) => fewIntervals));
  return {
    ...{ metric, n, holds: share(holding, n), exact: exactInterval(holding, n) },
    width: Math.round(100 * meanWidth) / 100,
    ...{ few: few.n, fewHold: share(few.holding, few.n), state: stateOf({ n, holding }, few) },
  };
}

function stateOf(all: Omit<Holding, 'meanWidth'>, few: Holding): State {
  if (!isCalibrated(all.holding, all.n) || atMost(few.holding, few.n, HOLDS_FROM) < TAIL) return 'misses';
  return all.n + few.n < ENOUGH ? 'too few' : 'holds';
}

function pool(parts: readonly Holding[]): Holding {
  const sum = (value: (part: Holding) => number) => parts.reduce((total, part) => total + value(part), 0);
  const n = sum((part) => part.n);
  return {
    ...{ n, holding: sum(({ holding }) => holding) },
    meanWidth: n === 0 ? 0 : sum((part) => part.n * part.meanWidth) / n,
  };
}

/** Where the share is with 95 %. */
function exactInterval(holding: number, n: number): string {
  if (n === 0) return '–';
  const low = findChance((p) => 1 - atMost(holding - 1, n, p) >= TAIL);
  const high = findChance((p) => atMost(holding, n, p) < TAIL);
  return `${low.toFixed(3)}–${high.toFixed(3)}`;
}

/** The smallest chance from which on `isTrue` holds. */
function findChance(isTrue: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
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
