import type { DwellSummary } from '../../model/window-summary.ts';
import { roundCoverage } from '../../statistics/round-share.ts';
import { mergeDwell } from '../dwell-summary.ts';

/**
 * A mean over the parts that have one, rounded to `digits`. Its weight is the covered time, or the sum of some counts
 * and `plus`.
 */
export interface Weighted<Field extends string = string> {
  readonly by: 'coveredTime' | readonly Field[];
  readonly plus?: number;
  readonly digits: number;
}

/**
 * How the values of a field in neighbouring windows become that of the longer window.
 * A part with an unknown value (null) adds nothing; the result is null only if all parts are unknown.
 * - `sum`, `max`: of the parts.
 * - `last`: a name, or the state at a window's end: that of the newest part.
 * - `single`: valid for one window alone; unknown for several.
 * - `derived`: follows from the other fields as they are after merging.
 * - `coverage`: share of the longer window's time.
 * - `dwell`: distributions, by their bins.
 */
export type MergeRule<Field extends string = string> =
  | 'sum'
  | 'max'
  | 'last'
  | 'single'
  | 'derived'
  | 'coverage'
  | 'dwell'
  | Weighted<Field>;

/** Counts and amounts must not fall back to `last`: only a field that is no number may, or one that declares it. */
type RuleFor<T, K extends keyof T> = K extends 'coverage'
  ? 'coverage'
  : NonNullable<T[K]> extends number
    ? 'sum' | 'max' | 'last' | 'single' | 'derived' | Weighted<keyof T & string>
    : NonNullable<T[K]> extends string
      ? 'last'
      : NonNullable<T[K]> extends DwellSummary
        ? 'dwell'
        : never;

/** One rule for every field: a field without one does not compile. */
export type MergeRules<T> = { readonly [K in keyof T]-?: RuleFor<T, K> };

/** The fields of a table that are worked out after merging, as they are before. */
export type BeforeDerived<Rules> = {
  readonly [K in keyof Rules as Rules[K] extends 'derived' ? K : never]: null;
};

/** A group's table, to be read field by field. */
export type MergeTable<T> = MergeRules<T> & { readonly [field: string]: MergeRule };

export interface Covered {
  readonly coverage: number;
}

/** One window's values of an item. `share`: of the longer window's time. */
export interface MergePart<T extends Covered> {
  readonly item: T;
  readonly share: number;
}

/** The fields that every group has. */
export const GROUP_MERGE = {
  coverage: 'coverage',
  n: 'sum',
  definition: 'last',
} as const;

/** Several windows' numbers of one thing → one, by its table. Oldest first. */
export function mergeCovered<T extends Covered>(rules: MergeTable<T>, parts: readonly MergePart<T>[]): T {
  const merged: { [field: string]: unknown } = {};
  for (const field in rules) {
    const rule = rules[field];
    if (rule === undefined || rule === 'last') continue;
    const value = mergeField(parts, field, rule);
    if (value !== undefined) merged[field] = value;
  }
  return { ...pickNewest(parts).item, ...merged };
}

/** Things by what names them, in the order in which they come first. */
export function mergeLists<T extends Covered>(
  rules: MergeTable<T>,
  parts: readonly MergePart<T>[],
  idField: keyof T & string,
): T[] {
  const groups = new Map<string, MergePart<T>[]>();
  for (const part of parts) {
    const id = String(part.item[idField]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [part]);
    else group.push(part);
  }
  return Array.from(groups.values(), (group) => mergeCovered(rules, group));
}

export function pickNewest<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('nothing to merge');
  return last;
}

type Parts = readonly MergePart<Covered>[];

/** Undefined: stays as it is in the newest part. */
function mergeField(parts: Parts, field: string, rule: Exclude<MergeRule, 'last'>): unknown {
  switch (rule) {
    case 'sum':
      return fold(parts, field, (sum, value) => sum + value);
    case 'max':
      return fold(parts, field, Math.max);
    case 'single':
      return parts.length === 1 ? undefined : null;
    case 'derived':
      return null;
    case 'coverage':
      return roundCoverage(total(parts, coveredTime));
    case 'dwell':
      return mergeDwell(parts.flatMap(({ item }) => dwellIn(item, field) ?? []));
    default:
      return weightedMean(parts, field, rule);
  }
}

function fold(parts: Parts, field: string, join: (a: number, b: number) => number): number | null {
  let joined: number | null = null;
  for (const { item } of parts) {
    const value = numberIn(item, field);
    if (value !== null) joined = joined === null ? value : join(joined, value);
  }
  return joined;
}

function weightedMean(parts: Parts, field: string, { by, plus = 0, digits }: Weighted): number | null {
  const known = parts.filter(({ item }) => numberIn(item, field) !== null);
  const counts = ({ item }: MergePart<Covered>, fields: readonly string[]) =>
    fields.reduce((sum, name) => sum + (numberIn(item, name) ?? 0), plus);
  const weightOf = by === 'coveredTime' ? coveredTime : (part: MergePart<Covered>) => counts(part, by);
  const weight = total(known, weightOf);
  if (weight === 0) return null;
  const scale = 10 ** digits;
  const weighted = total(known, (part) => (numberIn(part.item, field) ?? 0) * weightOf(part));
  return Math.round((scale * weighted) / weight) / scale;
}

function total(parts: Parts, of: (part: MergePart<Covered>) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0);
}

function coveredTime({ item, share }: MergePart<Covered>): number {
  return item.coverage * share;
}

function numberIn(item: object, field: string): number | null {
  const value = (item as { readonly [field: string]: unknown })[field];
  return typeof value === 'number' ? value : null;
}

function dwellIn(item: object, field: string): DwellSummary | null {
  return (item as { readonly [field: string]: DwellSummary | null | undefined })[field] ?? null;
}
