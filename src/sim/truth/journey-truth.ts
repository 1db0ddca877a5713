import type { TrueVisit } from './zone-truth.ts';

/** True number of people who walked from one zone to another. */
export interface TrueStep {
  readonly from: string;
  readonly to: string;
  readonly n: number;
}

/** Returns the steps that ended between two times. `visits` must hold all visits of each person up to then. */
export function stepsIn(
  visits: readonly TrueVisit[],
  ids: readonly string[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): TrueStep[] {
  const counts = new Map<string, TrueStep>();
  for (const own of Map.groupBy(visits, ({ person }) => person).values()) {
    const inOrder = own.toSorted((a, b) => a.enteredMs - b.enteredMs);
    for (const [i, visit] of inOrder.entries()) {
      const before = inOrder[i - 1];
      if (before === undefined || visit.enteredMs < fromMs || visit.enteredMs >= toMs) continue;
      const [from = '', to = ''] = [ids[before.zone], ids[visit.zone]];
      const key = `${from}>${to}`;
      counts.set(key, { from, to, n: (counts.get(key)?.n ?? 0) + 1 });
    }
  }
  return [...counts.values()];
}
