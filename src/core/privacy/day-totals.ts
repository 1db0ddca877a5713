import type { ClosedWindow, RepeatAmounts, Stretch } from './amounts.ts';
import { atLeast } from './dwell-totals.ts';
import type { SavedGroup } from './group-totals.ts';
import { GroupTotals } from './group-totals.ts';
import type { OffsetAt } from './period.ts';
import { rowTime } from './row-time.ts';
import type { DayRow, VisitClass } from './rows.ts';
import { RULES } from './rules.ts';

/** A type alias, as JSON takes no interface. */
export type SavedVisits = {
  readonly groups: readonly SavedGroup[];
  readonly classes: readonly VisitClass[];
  readonly fromMs: number | null;
};

export type Visits = ClosedWindow['visits'][number];
type Row = Omit<DayRow, 'def'>;

const STORE = 'store';

/** Visits of stretches that ended with an empty store, until enough people made them. */
export class VisitTotals {
  readonly #offsetAt: OffsetAt;
  readonly #groups = new GroupTotals(RULES.day.visits);
  readonly #classes = new Map<number | null, number>();
  #fromMs: number | null = null;

  constructor(offsetAt: OffsetAt) {
    this.#offsetAt = offsetAt;
  }

  /** The row of this stretch, and of earlier ones that were too few; undefined while they still are. */
  acceptStretch({ fromMs, toMs, seenS, amounts, classes }: Visits, minimumCount: number): Row | undefined {
    this.#fromMs ??= fromMs;
    this.#groups.add({ id: STORE, seenS, ...amounts }, fromMs);
    for (const [upToS, n] of classes) this.#classes.set(upToS, (this.#classes.get(upToS) ?? 0) + n);
    const left = this.#groups.release(STORE, minimumCount, toMs);
    if (left.few === true) return undefined;
    const span = { fromMs: this.#fromMs, toMs };
    const kept = atLeast(
      minimumCount,
      [...this.#classes].map(([upToS, n]) => [0, upToS, n, 0]),
    );
    this.#classes.clear();
    this.#fromMs = null;
    const shown = kept.length === 0 ? {} : { classes: kept.map(([, upToS, n]): VisitClass => [upToS, n]) };
    return {
      ...createDayHead(span, this.#offsetAt),
      store: { seenS: left.seenS, ...left.amounts, ...shown },
    };
  }

  countWaiting(): number {
    return this.#groups.countWaiting();
  }

  snapshot(): SavedVisits {
    return { groups: this.#groups.snapshot(), classes: [...this.#classes], fromMs: this.#fromMs };
  }

  restore({ groups, classes, fromMs }: SavedVisits): void {
    this.#groups.restore(groups);
    this.#classes.clear();
    for (const [upToS, n] of classes) this.#classes.set(upToS, n);
    this.#fromMs = fromMs;
  }
}

/** Estimates of one day do not add up: with too few radios they do not leave at all. */
export function repeatRow(
  { fromMs, toMs, seenS, amounts }: Stretch<RepeatAmounts>,
  minimumCount: number,
  offsetAt: OffsetAt,
): Row | undefined {
  const group = new GroupTotals(RULES.day.repeat);
  group.add({ id: STORE, seenS, ...amounts }, fromMs);
  const left = group.release(STORE, minimumCount, toMs);
  if (left.few === true) return undefined;
  return { ...createDayHead({ fromMs, toMs }, offsetAt), store: { seenS: left.seenS, ...left.amounts } };
}

/** A row belongs to the local day that its middle lies in: a store may be empty long before it opens. */
export function createDayHead(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  offsetAt: OffsetAt,
): Omit<Row, 'store' | 'zones' | 'trolleys'> {
  const middle = Math.floor((fromMs + toMs) / 2);
  return {
    day: rowTime(middle + offsetAt(middle)).slice(0, 10),
    from: rowTime(fromMs),
    seconds: Math.round((toMs - fromMs) / 1_000),
  };
}
