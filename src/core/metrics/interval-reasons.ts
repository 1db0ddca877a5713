import type {
  DoorSummary,
  FeedbackSummary,
  LineSummary,
  ProductSummary,
  QueueNumbers,
  RadioSummary,
  ShopfrontSummary,
  StoreSummary,
  TrolleySummary,
  ZoneSummary,
} from '../model/window-summary.ts';

/**
 * Why a number has no interval.
 * - `one-source`: only one sensor counts, so nothing shows what it missed.
 * - `many-looks`: the number is a maximum of many values with unknown errors.
 * - `future`: the number predicts.
 * - `as-reported`: a device reported the number.
 */
export type NoInterval = 'one-source' | 'many-looks' | 'future' | 'as-reported';

/** The fields of a group that can have an interval. */
type NumberOf<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends number ? K : never;
}[Exclude<keyof T, 'coverage' | 'n'>];
/** Fields that need no interval: ends of intervals, and fields from which intervals are computed. */
type NoFigure =
  | `${string}Low`
  | `${string}High`
  | `${string}Var`
  | 'errorShare'
  | 'errorShareOut'
  | 'auditAgeDays'
  | 'restored';
type Bounds<T> = { readonly [K in Exclude<NumberOf<T>, NoFigure>]: 'interval' | NoInterval };

/** For each published number, whether it has an interval or why not. A field without an entry does not compile. */
export const BOUNDS: {
  readonly doors: Bounds<DoorSummary>;
  readonly lines: Bounds<LineSummary>;
  readonly zones: Bounds<ZoneSummary>;
  readonly queues: Bounds<QueueNumbers>;
  readonly trolleys: Bounds<TrolleySummary>;
  readonly products: Bounds<ProductSummary>;
  readonly radios: Bounds<RadioSummary>;
  readonly feedback: Bounds<FeedbackSummary>;
  readonly shopfront: Bounds<ShopfrontSummary>;
  readonly store: Bounds<StoreSummary>;
} = {
  doors: { in: 'interval', out: 'interval' },
  lines: { in: 'one-source', out: 'one-source', groupsIn: 'one-source', groupsOut: 'one-source' },
  zones: {
    ...{ entries: 'one-source', exits: 'one-source', visits: 'one-source', engaged: 'one-source' },
    ...{ presenceMs: 'one-source', peopleMax: 'many-looks' },
  },
  queues: {
    ...{ joined: 'interval', served: 'interval', abandoned: 'interval', lengthMean: 'interval' },
    ...{ lengthMax: 'many-looks', waitMeanMs: 'interval', waitP95Ms: 'interval', waitPredictedMs: 'future' },
  },
  trolleys: { entries: 'one-source', exits: 'one-source', visits: 'one-source', presenceMs: 'one-source' },
  products: { pickUps: 'one-source', putBacks: 'one-source' },
  radios: { inside: 'one-source', outside: 'one-source', index: 'interval', unique: 'interval' },
  feedback: { happyIndex: 'as-reported' },
  shopfront: { passersBy: 'one-source', captureRate: 'interval' },
  store: {
    ...{ entries: 'interval', exits: 'interval', occupancy: 'interval', transactions: 'as-reported' },
    ...{ groups: 'one-source', conversion: 'interval', conversionPerGroup: 'one-source' },
  },
};

/** Returns why a field has no interval; undefined when it has one. */
export function whyNoInterval(group: keyof typeof BOUNDS, field: string): NoInterval | undefined {
  const bound = (BOUNDS[group] as Readonly<Record<string, 'interval' | NoInterval>>)[field];
  return bound === 'interval' ? undefined : bound;
}
