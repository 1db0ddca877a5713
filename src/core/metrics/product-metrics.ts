import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import { selectTags } from '../model/store-model.ts';
import type { ProductSummary } from '../model/window-summary.ts';
import { listeningCoverage } from './coverage/hearing-coverage.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const PRODUCT_MERGE = {
  tag: 'last',
  ...GROUP_MERGE,
  pickUps: 'sum',
  putBacks: 'sum',
} as const satisfies MergeRules<ProductSummary>;

/** Counts by product tag. Only products that were handled have an entry. */
export type ProductsCounts = { [tag: string]: { pickUps: number; putBacks: number } };

export function recordProducts(countsAt: CountsAt<ProductsCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind !== 'ProductPickedUp' && fact.kind !== 'ProductPutBack') return;
    const products = countsAt(fact.at);
    products[fact.tag] ??= { pickUps: 0, putBacks: 0 };
    const counts = products[fact.tag];
    if (counts !== undefined) counts[fact.kind === 'ProductPickedUp' ? 'pickUps' : 'putBacks'] += 1;
  };
}

export function summarizeProducts(products: ProductsCounts, context: SummaryContext): ProductSummary[] {
  const coverage = listeningCoverage(context);
  return selectTags(context.model, 'product').map((tag) => {
    const head = { tag, coverage, definition: 'product/1' };
    if (coverage === 0) return { ...head, n: null, pickUps: null, putBacks: null };
    const { pickUps = 0, putBacks = 0 } = products[tag] ?? {};
    return { ...head, n: pickUps + putBacks, pickUps, putBacks };
  });
}

export function restoreProducts(saved: Json): ProductsCounts {
  return saved as ProductsCounts;
}
