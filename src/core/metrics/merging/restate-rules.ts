/**
 * What a restatement does to a field of a published window.
 * - `kept`: it stays as it was.
 * - `crossings`: backfilled crossings change it.
 * - `occupancy`: a corrected occupancy changes it.
 * - `derived`: follows from the other fields as they are then.
 */
export type RestateRule = 'kept' | 'crossings' | 'occupancy' | 'derived';

/** One rule for every field: a field without one does not compile. */
export type RestateRules<T> = { readonly [K in keyof T]-?: RestateRule };

/** The fields that a restatement changes; code that applies it must set all of them. */
export type FieldsRestatedBy<Rule extends RestateRule, Rules> = {
  readonly [K in keyof Rules]: Rules[K] extends Rule ? K : never;
}[keyof Rules];

/** The fields that every group has, besides `n`. */
export const GROUP_RESTATE = {
  coverage: 'kept',
  definition: 'kept',
} as const;
