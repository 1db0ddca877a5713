import { countInterval } from '../doors/count-interval.ts';
import { wilsonInterval } from './proportion.ts';
import { roundShare } from './round-share.ts';
import type { DoorSummary, ShopfrontSummary, StoreSummary, WindowSummary } from './summary.ts';

/**
 * The window with every number that follows from its others: intervals of door counts, capture rate, conversion. Worked
 * out anew wherever counts change (merging, withholding, restating), so that it never says more than the counts beside it.
 */
export function withDerived(window: WindowSummary): WindowSummary {
  return { ...window, ...derived(window) };
}

type Counted = Pick<WindowSummary, 'doors' | 'store' | 'shopfront'>;

/** The parts of a window in which such numbers are. */
export function derived({ doors: counted, store, shopfront }: Counted): Counted {
  const doors = counted.map(withInterval);
  return {
    doors,
    store: withConversion(store, doors),
    shopfront: shopfront && withCapture(shopfront, store.entries),
  };
}

/** The same parts without them: where counts bear noise, intervals that leave it out would be wrong. */
export function withoutDerived({ doors, store, shopfront }: Counted): Counted {
  return {
    doors: doors.map((door) => ({ ...door, ...NO_INTERVALS })),
    store: { ...store, ...NO_CONVERSION },
    shopfront: shopfront && { ...shopfront, ...NO_CAPTURE },
  };
}

/** Before they are worked out. */
export const NO_INTERVALS = { inLow: null, inHigh: null, outLow: null, outHigh: null } as const;
export const NO_CAPTURE = { captureRate: null, captureLow: null, captureHigh: null } as const;
export const NO_CONVERSION = {
  conversion: null,
  conversionLow: null,
  conversionHigh: null,
  conversionPerGroup: null,
} as const;

function withInterval(door: DoorSummary): DoorSummary {
  const { errorShare } = door;
  const of = (count: number | null) =>
    count === null || errorShare === null ? undefined : countInterval(count, errorShare);
  const [inward, outward] = [of(door.in), of(door.out)];
  return {
    ...door,
    inLow: inward?.low ?? null,
    inHigh: inward?.high ?? null,
    outLow: outward?.low ?? null,
    outHigh: outward?.high ?? null,
  };
}

/** The interval holds what chance does to a share, and what the doors may have missed or counted twice. */
function withConversion(store: StoreSummary, doors: readonly DoorSummary[]): StoreSummary {
  const { transactions, entries, groups } = store;
  const rate = rateOf(transactions, entries);
  // More transactions than entries (somebody pays twice) are a ratio, not a share, and have no such interval.
  const interval = rate !== null && rate.share <= 1 ? rate : null;
  const overDoors = (key: 'inLow' | 'inHigh') =>
    (transactions ?? 0) / Math.max(1, sumOf(doors.map((door) => door[key])) ?? entries ?? 1);
  return {
    ...store,
    conversion: rate?.share ?? null,
    conversionLow: interval && roundShare(Math.min(interval.low, overDoors('inHigh'))),
    conversionHigh: interval && roundShare(Math.max(interval.high, overDoors('inLow'))),
    conversionPerGroup: rateOf(transactions, groups)?.share ?? null,
  };
}

function withCapture(shopfront: ShopfrontSummary, entries: number | null): ShopfrontSummary {
  const { passersBy } = shopfront;
  const rate = passersBy === null || entries === null ? null : rateOf(entries, entries + passersBy);
  return {
    ...shopfront,
    captureRate: rate?.share ?? null,
    captureLow: rate?.low ?? null,
    captureHigh: rate?.high ?? null,
  };
}

/** null when one of them is not known. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** null when either is unknown, or nobody was there of whom it could be a share. */
function rateOf(part: number | null, whole: number | null) {
  if (part === null || whole === null || whole === 0) return null;
  const { low, high } = wilsonInterval(Math.min(part, whole), whole);
  return { share: roundShare(part / whole), low: roundShare(low), high: roundShare(high) };
}
