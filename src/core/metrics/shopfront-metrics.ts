import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { ShopfrontSummary } from '../model/window-summary.ts';
import type { BeforeDerived, MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import { getRate } from './rate.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const SHOPFRONT_MERGE = {
  ...GROUP_MERGE,
  passersBy: 'sum',
  captureRate: 'derived',
  captureLow: 'derived',
  captureHigh: 'derived',
} as const satisfies MergeRules<ShopfrontSummary>;

/** Empty values of the fields that `deriveCapture` fills. */
export const NO_CAPTURE = {
  captureRate: null,
  captureLow: null,
  captureHigh: null,
} as const satisfies BeforeDerived<typeof SHOPFRONT_MERGE>;

export type ShopfrontCounts = { passersBy: number };

export function createShopfront(): ShopfrontCounts {
  return { passersBy: 0 };
}

export function recordShopfront(countsAt: CountsAt<ShopfrontCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'PasserByCounted') countsAt(fact.at).passersBy += 1;
  };
}

/** Returns null when no line or zone watches the outside. */
export function summarizeShopfront(
  counts: ShopfrontCounts,
  { model, coverage }: SummaryContext,
): ShopfrontSummary | null {
  const { shopfront } = model;
  if (shopfront === undefined) return null;
  const watched = [
    ...model.lines.filter(({ id }) => shopfront.lines.includes(id)),
    ...model.zones.filter(({ id }) => shopfront.zones.includes(id)),
  ];
  const covered = coverage(watched.flatMap(({ sensors }) => sensors));
  const passersBy = covered === 0 ? null : counts.passersBy;
  return { coverage: covered, n: passersBy, definition: 'shopfront/1', passersBy, ...NO_CAPTURE };
}

/** Computes the capture rate. `entries`: the store's entries in the same time. */
export function deriveCapture(
  { passersBy }: ShopfrontSummary,
  entries: number | null,
): Pick<ShopfrontSummary, keyof typeof NO_CAPTURE> {
  const rate = passersBy === null || entries === null ? null : getRate(entries, entries + passersBy);
  return {
    captureRate: rate?.share ?? null,
    captureLow: rate?.low ?? null,
    captureHigh: rate?.high ?? null,
  };
}

export function restoreShopfront(saved: Json): ShopfrontCounts {
  return saved as ShopfrontCounts;
}
