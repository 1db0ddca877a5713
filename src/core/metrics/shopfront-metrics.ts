import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { DoorSummary, ShopfrontSummary } from '../model/window-summary.ts';
import { roundShare } from '../statistics/round-share.ts';
import type { BeforeDerived, MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

/**
 * The two parts of the variance of counted passers-by: for each person, and the square of the error that all share.
 * Where tracks swap, a person is counted twice or not at all. Chosen on odd seeds of a boutique and a supermarket
 * (`sim-stores.ts`).
 */
const PASSED_NOISE = { perPerson: 0.1, share: 0.035 };

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

/**
 * Returns the capture rate of those who came in or passed. `entries`: the store's entries in the same time. Its interval
 * is the error of counting alone: it is about people who came, and not about who else might have come.
 */
export function deriveCapture(
  { passersBy }: ShopfrontSummary,
  entries: number | null,
  doors: readonly DoorSummary[],
): Pick<ShopfrontSummary, keyof typeof NO_CAPTURE> {
  if (passersBy === null || entries === null || entries + passersBy === 0) return NO_CAPTURE;
  const all = entries + passersBy;
  const share = entries / all;
  const entered = relativeError(doors);
  if (entered === null) return { ...NO_CAPTURE, captureRate: roundShare(share) };
  const { perPerson, share: common } = PASSED_NOISE;
  const passed = Math.sqrt((passersBy + 1) * perPerson + ((passersBy + 1) * common) ** 2);
  const half = (TWO_SIDED_95 * Math.hypot((1 - share) * (entries + 1) * entered, share * passed)) / all;
  return {
    captureRate: roundShare(share),
    captureLow: roundShare(Math.max(0, share - half)),
    captureHigh: roundShare(Math.min(1, share + half)),
  };
}

/** Standard error of all people who came in by these doors, as a share of them; null while a door's is unknown. */
function relativeError(doors: readonly DoorSummary[]): number | null {
  let [people, squares] = [1, 0];
  for (const { in: inward, inLow, inHigh } of doors) {
    if (inward === null || inLow === null || inHigh === null) return null;
    people += inward;
    squares += ((inHigh - inLow) / 2) ** 2;
  }
  return Math.sqrt(squares) / TWO_SIDED_95 / people;
}

export function restoreShopfront(saved: Json): ShopfrontCounts {
  return saved as ShopfrontCounts;
}
