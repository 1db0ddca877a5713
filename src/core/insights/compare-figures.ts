import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { Figure, Figures, ShareCounts } from './figure.ts';
import { isAdditive } from './figure.ts';

/** Comparisons leave out steps and days with a lower coverage. */
const SEEN_ENOUGH = 0.95;

/** The usual value that a figure is compared with. */
export interface Usual {
  readonly value: number;
  /** The figure itself, over those finished steps in which it and the usual value have good coverage. */
  readonly own: number;
  /** True when the usual value lies outside the figure's interval. */
  readonly isBeyond: boolean;
  /** Number of finished steps left out because the figure or its usual value had too little coverage. */
  readonly leftOut: number;
}

/** One step of the page (an hour, a day) with the steps it is compared with. */
export interface ComparedStep {
  readonly own: Figures;
  readonly base: readonly Figures[];
  /** True when the step has ended. */
  readonly isOver: boolean;
}

export interface Comparison {
  readonly steps: readonly ComparedStep[];
  /** `total`: figures of all finished steps together. `periods`: figures of the earlier whole periods. */
  readonly total: Figures;
  readonly periods: readonly Figures[];
}

/** Compares counts and shares step by step, and all other figures as a whole. Undefined without anything to compare. */
export function compareFigure(key: string, comparison: Comparison): Usual | undefined {
  const total = comparison.total.get(key);
  if (total === undefined || total.value === null) return undefined;
  if (isAdditive(key)) return compareCount(key, total, comparison.steps);
  if (total.of !== undefined) return compareShare(key, total, comparison.steps);
  return comparePeriods(key, total, comparison.periods);
}

/**
 * Applies each step's usual share to the step's own whole. An hour with partial coverage thus has only the weight of
 * the people counted in it.
 */
function compareShare(key: string, total: Figure, steps: readonly ComparedStep[]): Usual | undefined {
  let [part, whole, usual, leftOut] = [0, 0, 0, 0];
  for (const step of steps) {
    const of = step.own.get(key)?.of;
    if (!step.isOver || of === undefined) continue;
    const share = of.whole === 0 ? 0 : findUsualShare(key, step);
    if (share === undefined) leftOut += 1;
    else [part, whole, usual] = [part + of.part, whole + of.whole, usual + of.whole * share];
  }
  return whole === 0 ? undefined : judge(usual / whole, part / whole, total, leftOut);
}

/** The usual share: that of all earlier steps together, where the definition is the same. */
function findUsualShare(key: string, { own, base }: ComparedStep): number | undefined {
  const definition = own.get(key)?.definition;
  const known = base.flatMap((figures) => {
    const figure = figures.get(key);
    return figure?.of === undefined || figure.definition !== definition ? [] : [figure.of];
  });
  const sum = (side: keyof ShareCounts) => known.reduce((total, of) => total + of[side], 0);
  return sum('whole') === 0 ? undefined : sum('part') / sum('whole');
}

function compareCount(key: string, total: Figure, steps: readonly ComparedStep[]): Usual | undefined {
  const sums = sumSteps(key, steps);
  if (sums === undefined) return undefined;
  const { own, usual, leftOut } = sums;
  const isWhole = own === total.value && total.low !== null && total.high !== null;
  if (isWhole) return judge(usual, own, total, leftOut);
  // The interval of a part of the count shrinks with the square root of the part. When the total has no interval, only
  // chance is known.
  const half =
    total.value !== null && total.low !== null && total.value > 0
      ? (total.value - total.low) * Math.sqrt(own / total.value)
      : TWO_SIDED_95 * Math.sqrt(own + 1);
  return judge(usual, own, { low: own - half, high: own + half }, leftOut);
}

interface Sums {
  readonly own: number;
  readonly usual: number;
  readonly leftOut: number;
}

/** Sums the finished steps in which the figure and the steps it is compared with have good coverage. */
function sumSteps(key: string, steps: readonly ComparedStep[]): Sums | undefined {
  let [own, usual, used, leftOut] = [0, 0, 0, 0];
  for (const step of steps) {
    if (!step.isOver) continue;
    const figure = step.own.get(key);
    const base = findUsual(key, step);
    if (!isSeenWell(figure) || base === undefined) leftOut += 1;
    else [own, usual, used] = [own + figure.value, usual + base, used + 1];
  }
  return used === 0 ? undefined : { own, usual, leftOut };
}

/** Mean of the earlier steps with good coverage and the same definition. */
export function findUsual(key: string, { own, base }: ComparedStep): number | undefined {
  const definition = own.get(key)?.definition;
  const known = base
    .map((figures) => figures.get(key))
    .filter(isSeenWell)
    .filter((figure) => definition === undefined || figure.definition === definition);
  if (known.length === 0) return undefined;
  return known.reduce((sum, { value }) => sum + value, 0) / known.length;
}

function comparePeriods(key: string, total: Figure, periods: readonly Figures[]): Usual | undefined {
  const known = periods
    .map((figures) => figures.get(key))
    .filter((figure) => isSeenWell(figure) && figure?.definition === total.definition);
  if (known.length === 0 || !isSeenWell(total)) return undefined;
  const usual = known.reduce((sum, figure) => sum + (figure?.value ?? 0), 0) / known.length;
  return judge(usual, total.value, total, 0);
}

function isSeenWell(figure: Figure | undefined): figure is Figure & { readonly value: number } {
  return figure !== undefined && figure.value !== null && figure.coverage >= SEEN_ENOUGH;
}

function judge(
  value: number,
  own: number,
  { low, high }: Pick<Figure, 'low' | 'high'>,
  leftOut: number,
): Usual {
  const isBeyond = low !== null && high !== null && (value < low || value > high);
  return { value, own, isBeyond, leftOut };
}
