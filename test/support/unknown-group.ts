import type { MergeRules } from '../../src/core/metrics/merging/merge-rules.ts';

/** A group of which nothing is known: null in every field of its table, so that samples name only what they are about. */
export function unknownGroup<T>(rules: MergeRules<T>): T {
  const fields = Object.entries(rules);
  return Object.fromEntries(fields.map(([field]) => [field, null])) as T;
}
