/**
 * What a restatement does to a field of a published window.
 * - `kept`: the field stays.
 * - `crossings`: backfilled crossings change the field.
 * - `occupancy`: a corrected occupancy changes the field.
 * - `derived`: the field is computed from the others.
 */
export type RestateRule = 'kept' | 'crossings' | 'occupancy' | 'derived';

/** One rule per field; a field without a rule does not compile. */
export type RestateRules<T> = { readonly [K in keyof T]-?: RestateRule };

/** The fields that a restatement changes; code that applies the restatement must set all of them. */
export type FieldsRestatedBy<Rule extends RestateRule, Rules> = {
  readonly [K in keyof Rules]: Rules[K] extends Rule ? K : never;
}[keyof Rules];

/** Rules of the fields that each group has, other than `n`. */
export const GROUP_RESTATE = {
  coverage: 'kept',
  definition: 'kept',
} as const;
