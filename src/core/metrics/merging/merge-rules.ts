import type { DwellSummary } from '../../model/window-summary.ts';

/**
 * A weighted mean over the known parts, rounded to `digits`. The weight is the covered time, or the sum of the counts
 * in `by`, plus `plus`.
 */
export interface Weighted<Field extends string = string> {
  readonly by: 'coveredTime' | readonly Field[];
  readonly plus?: number;
  readonly digits: number;
}

/**
 * How a longer window's field follows from the parts. Unknown parts (null) add nothing; the result is null if all parts
 * are unknown.
 * - `sum`, `max`: over the parts.
 * - `last`: value of the newest part, for names and states at a window's end.
 * - `single`: valid for one window only; unknown for several.
 * - `derived`: computed from other fields after merging.
 * - `coverage`: share of the longer window's time.
 * - `dwell`: distributions, added by bins.
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

/**
 * The rules that a field's type permits. A count must never have `last`, although the type permits it: the result would
 * be the newest part's count alone.
 */
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

/** One rule per field; a field without a rule does not compile. */
export type MergeRules<T> = { readonly [K in keyof T]-?: RuleFor<T, K> };

/** The derived fields of a table, null before they are computed. */
export type BeforeDerived<Rules> = {
  readonly [K in keyof Rules as Rules[K] extends 'derived' ? K : never]: null;
};

export type MergeTable<T> = MergeRules<T> & { readonly [field: string]: MergeRule };

/** Rules of the fields that each group has. */
export const GROUP_MERGE = {
  coverage: 'coverage',
  n: 'sum',
  definition: 'last',
} as const;
