/**
 * What happens to a field of a window that is out when something turns out about its time.
 * - `kept`: it stays as it was.
 * - `crossings`: people who passed a door unseen change it.
 * - `occupancy`: how many were inside after all changes it.
 * - `derived`: follows from the other fields as they are then.
 */
export type RestateRule = 'kept' | 'crossings' | 'occupancy' | 'derived';

/** One rule for every field: a field without one does not compile. */
export type RestateRules<T> = { readonly [K in keyof T]-?: RestateRule };

/** The fields that such news changes: whoever applies it gives all of them. */
export type FieldsRestatedBy<Rule extends RestateRule, Rules> = {
  readonly [K in keyof Rules]: Rules[K] extends Rule ? K : never;
}[keyof Rules];

/** What every group has beside its own fields and `n`. */
export const GROUP_RESTATE = {
  coverage: 'kept',
  definition: 'kept',
  suppressed: 'kept',
  deferred: 'kept',
} as const;
