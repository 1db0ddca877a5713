import type { JourneySummary, WindowSummary } from './summary.ts';

/** Several windows' numbers of one thing → one. */
export type Join<T> = (items: readonly T[], coverage: number) => T;

/** Joins the things of one list of the windows, each with its own of the others. */
export type Merge = <T extends { readonly coverage: number }>(
  pick: (window: WindowSummary) => readonly T[],
  key: (item: T) => string,
  join: Join<T>,
) => T[];

export function newest<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('nothing to merge');
  return last;
}

/** null only when nobody knows. */
export function sumOf<K extends string>(
  items: readonly { readonly [key in K]: number | null }[],
  key: K,
): number | null {
  return items.reduce<number | null>((sum, item) => {
    const value = item[key];
    return value === null ? sum : (sum ?? 0) + value;
  }, null);
}

export function joinJourneys(journeys: readonly JourneySummary[]): JourneySummary[] {
  const sums = new Map<string, JourneySummary>();
  for (const { from, to, n } of journeys) {
    const key = `${from ?? ''}>${to ?? ''}`;
    sums.set(key, { from, to, n: n + (sums.get(key)?.n ?? 0) });
  }
  return [...sums.values()];
}
