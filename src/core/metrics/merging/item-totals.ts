import type { DwellSummary } from '../../model/window-summary.ts';
import { roundCoverage } from '../../statistics/round-share.ts';
import type { DwellTotals } from '../dwell-summary.ts';
import { addDwell, summarizeBins } from '../dwell-summary.ts';
import type { MergeRule, Weighted } from './merge-rules.ts';

/**
 * An item's numbers in a form that adds up exactly. Means keep their weight, coverage is covered time, derived fields
 * are left out. Totals of totals equal the totals of all parts to the last digit.
 */
export interface ItemTotals {
  readonly [field: string]: unknown;
}

type Rules = { readonly [field: string]: MergeRule };

/** Coverage in units of 0.01 %. Sums of whole numbers do not depend on their order. */
const COVERAGE_UNITS = 10_000;

/** Seconds of a window, and seconds in which the store was open; absent without known opening hours. */
export interface WindowLength {
  readonly seconds: number;
  readonly openSeconds?: number | undefined;
}

/** Field for covered time in opening hours, in addition to `coverage`. */
const OPEN_SEEN = 'openSeen';

export function toItemTotals(rules: Rules, item: object, { seconds, openSeconds }: WindowLength): ItemTotals {
  const totals: Record<string, unknown> = { ...item };
  const share = Math.round((numberIn(item, 'coverage') ?? 0) * COVERAGE_UNITS);
  const seen = share * seconds;
  if (openSeconds !== undefined) totals[OPEN_SEEN] = share * openSeconds;
  for (const [field, rule] of Object.entries(rules)) {
    if (rule === 'coverage') totals[field] = seen;
    else if (rule === 'derived') totals[field] = null;
    else if (typeof rule === 'object') totals[field] = toWeighted(item, numberIn(item, field), rule, seen);
  }
  return totals;
}

type Mean = readonly [sum: number, weight: number];

/**
 * Converts a mean to a weighted sum and its weight. The mean is first made a whole number of units of its last digit.
 */
function toWeighted(
  item: object,
  value: number | null,
  { by, plus = 0, digits }: Weighted,
  seen: number,
): Mean | null {
  if (value === null) return null;
  const weight =
    by === 'coveredTime' ? seen : by.reduce((sum, name) => sum + (numberIn(item, name) ?? 0), plus);
  return [Math.round(value * 10 ** digits) * weight, weight];
}

/** Adds up items, the oldest first. */
export function joinItems(rules: Rules, items: readonly ItemTotals[]): ItemTotals {
  const newest = items.at(-1);
  if (newest === undefined) throw new RangeError('nothing to merge');
  const joined: Record<string, unknown> = { ...newest };
  if (items.length === 1) return joined;
  for (const [field, rule] of Object.entries(rules)) {
    if (rule !== 'last') joined[field] = joinField(items, field, rule);
  }
  // The field is absent in totals of older versions, and without opening hours.
  if (items.some((item) => item[OPEN_SEEN] === undefined)) delete joined[OPEN_SEEN];
  else joined[OPEN_SEEN] = fold(items, OPEN_SEEN, (a, b) => a + b);
  return joined;
}

function joinField(items: readonly ItemTotals[], field: string, rule: Exclude<MergeRule, 'last'>): unknown {
  switch (rule) {
    case 'sum':
    case 'coverage':
      return fold(items, field, (a, b) => a + b);
    case 'max':
      return fold(items, field, Math.max);
    case 'single':
    case 'derived':
      return null;
    case 'dwell':
      return addDwell(items.flatMap((item) => valueIn<DwellSummary | DwellTotals>(item, field) ?? []));
    default:
      return joinMeans(items.map((item) => valueIn<Mean>(item, field)));
  }
}

function joinMeans(means: readonly (Mean | null)[]): Mean | null {
  let joined: Mean | null = null;
  for (const mean of means) {
    if (mean !== null) joined = joined === null ? mean : [joined[0] + mean[0], joined[1] + mean[1]];
  }
  return joined;
}

/** Converts totals to an item's numbers. Coverage refers to the opening hours of the window, if any. */
export function settleItem<T>(
  rules: Rules,
  { [OPEN_SEEN]: openSeen, ...totals }: ItemTotals,
  { seconds, openSeconds = 0 }: WindowLength,
): T {
  const item: Record<string, unknown> = { ...totals };
  for (const [field, rule] of Object.entries(rules)) {
    if (rule === 'coverage')
      item[field] =
        openSeconds > 0 && typeof openSeen === 'number'
          ? settleCoverage(openSeen, openSeconds)
          : settleCoverage(Number(totals[field]), seconds);
    else if (rule === 'dwell') item[field] = settleDwell(valueIn(totals, field));
    else if (typeof rule === 'object') item[field] = settleMean(valueIn(totals, field), rule);
  }
  return item as T;
}

/** Limits coverage to 1, because opening hours may have been shortened since. */
function settleCoverage(seen: number, seconds: number): number {
  return roundCoverage(Math.min(1, seen / COVERAGE_UNITS / seconds));
}

function settleDwell(dwell: DwellSummary | DwellTotals | null): DwellSummary | null {
  return dwell === null || 'medianMs' in dwell ? dwell : summarizeBins(dwell);
}

function settleMean(mean: Mean | null, { digits }: Weighted): number | null {
  return mean === null || mean[1] === 0 ? null : Math.round(mean[0] / mean[1]) / 10 ** digits;
}

function fold(
  items: readonly ItemTotals[],
  field: string,
  join: (a: number, b: number) => number,
): number | null {
  let joined: number | null = null;
  for (const item of items) {
    const value = numberIn(item, field);
    if (value !== null) joined = joined === null ? value : join(joined, value);
  }
  return joined;
}

function numberIn(item: object, field: string): number | null {
  const value = (item as ItemTotals)[field];
  return typeof value === 'number' ? value : null;
}

function valueIn<T>(item: ItemTotals, field: string): T | null {
  return (item[field] as T | null | undefined) ?? null;
}
