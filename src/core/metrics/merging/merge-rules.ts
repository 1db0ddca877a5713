import type { DwellSummary } from '../../model/window-summary.ts';

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
        : K extends 'intervals'
          ? 'derived'
          : never;

/** One rule for every field: a field without one does not compile. */
export type MergeRules<T> = { readonly [K in keyof T]-?: RuleFor<T, K> };

/** The fields of a table that are worked out after merging, as they are before. */
export type BeforeDerived<Rules> = {
  readonly [K in keyof Rules as Rules[K] extends 'derived' ? K : never]: null;
};

/** A group's table, to be read field by field. */
export type MergeTable<T> = MergeRules<T> & { readonly [field: string]: MergeRule };

/** The fields that every group has. */
export const GROUP_MERGE = {
  coverage: 'coverage',
  n: 'sum',
  definition: 'last',
} as const;
