import type { TypeOf } from '../../model/codec.ts';
import { maybe, number, row } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';

/** No more people than this pass one counter in a second… */
const MAX_PER_S = 4;
/** …nor more than this on average over a long time. */
const MAX_LONG_PER_S = 1;
const LONG_S = 300;
/** A bus party between two readings. */
const MAX_BURST = 8;
/** A line that is repeated sooner is the same reading, not a second one. */
const MIN_APART_MS = 500;
/** A wrap within a longer time than this is not told from a restart by its size. */
const MAX_WRAP_MS = 60_000;
/** How long an old total may come back after another one was believed. */
const RETURN_MS = 900_000;
/** Where counters of unknown width wrap: four digits and more, 16 and 32 bits. */
const USUAL_WIDTHS = [1e4, 65_536, 1e5, 1e6, 1e7, 1e8, 1e9, 4_294_967_296, 1e10];

/** A total at a time. */
export interface TotalReading {
  readonly value: number;
  readonly at: number;
}

const READING = row({ value: number, at: number });
const KNOWN = row({
  /** The last reading that is believed. */
  base: maybe(READING),
  /** A later one that is not believed yet. */
  doubt: maybe(READING),
  /** The total before the last rebase, and what was counted since. */
  former: maybe(row({ value: number, at: number, counted: number })),
  learntWidth: maybe(number),
});

/** What the counter's other total says about a fall of this one. */
export type RestartEvidence =
  /** It fell as well: all of the counter began again. */
  | 'also-fell'
  /** It goes on, from more than a restarted counter could have reached. */
  | 'goes-on'
  | 'unknown';

export interface RunningTotalSink {
  /** A reading was believed, and what it counted was passed on before. */
  steady(): void;
  /** So many people, between two readings that are both believed. */
  passed(count: number, how: 'counted' | 'wrapped', from: TotalReading, to: TotalReading): void;
  /** A reading is not believed yet: what passed since the last good one is unknown. */
  doubted(from: number, to: number): void;
  /** The total went on from where it was: nothing since then is unknown. */
  resumed(): void;
  /** Two readings agree on another total: who passed in between stays unknown. */
  rebased(from: TotalReading, to: TotalReading): void;
}

/**
 * One running total of a counter. It grows by what people can have done. A fall, or a jump beyond that, is believed when
 * a second reading continues from it: it is then a restart, unless the total stood just below its known width (a wrap). When the
 * old total comes back, what passed is measured from the old total.
 */
export class RunningTotal implements Checkpointed {
  readonly #sink: RunningTotalSink;
  readonly #restartEvidence: (since: number) => RestartEvidence;
  /** Values the total can have: its highest one and zero included. */
  readonly #knownWidth: number | undefined;
  readonly #known: TypeOf<typeof KNOWN> = {
    base: undefined,
    doubt: undefined,
    former: undefined,
    learntWidth: undefined,
  };
  readonly state = heldObject(KNOWN, this.#known);

  constructor(
    sink: RunningTotalSink,
    restartEvidence: (since: number) => RestartEvidence,
    maxTotal?: number,
  ) {
    this.#sink = sink;
    this.#restartEvidence = restartEvidence;
    this.#knownWidth = maxTotal === undefined ? undefined : maxTotal + 1;
  }

  /** `isGap`: the link was down for some of the time since the last good reading. */
  read(now: TotalReading, isGap: boolean): void {
    const base = this.#known.base;
    if (base === undefined) {
      this.#known.base = now;
    } else if (isGrowth(base, now) && !this.#isRestart(now)) {
      this.#resume(base, now);
    } else if (this.#known.doubt !== undefined && this.#isSecondReading(this.#known.doubt, now)) {
      this.#settle(base, this.#known.doubt, now, isGap);
    } else if (this.#known.doubt?.value !== now.value) {
      // A damaged line and the one that follows at once differ: the later one is what the counter says.
      this.#sink.doubted(base.at, now.at);
      this.#known.doubt = now;
    }
  }

  /** Whether it stands lower than it did at `since`. */
  hasFallen(since: number): boolean {
    const low = this.#known.doubt ?? (this.#known.former === undefined ? undefined : this.#known.base);
    const before = this.#known.doubt === undefined ? this.#known.former : this.#known.base;
    return low !== undefined && before !== undefined && low.at >= since && low.value < before.value;
  }

  /** Whether it is more than a counter that began again at zero after `since` can have reached. */
  isBeyondRestart(since: number): boolean {
    const { value = 0, at = since } = this.#known.doubt ?? this.#known.base ?? {};
    return value > possibleCount(at - since);
  }

  /** It continues from where it was; a doubted reading in between was damaged. */
  #resume(base: TotalReading, now: TotalReading): void {
    const doubt = this.#known.doubt;
    this.#known.doubt = undefined;
    this.#grow(base, now);
    if (doubt === undefined) return;
    // A small total may also have begun again and caught up: then all of that time stays unknown.
    if (isGrowth(doubt, now)) this.#sink.doubted(base.at, now.at);
    else this.#sink.resumed();
  }

  #grow(base: TotalReading, now: TotalReading): void {
    this.#known.base = now;
    const count = now.value - base.value;
    if (this.#known.former !== undefined) {
      const former = { ...this.#known.former, counted: this.#known.former.counted + count };
      this.#known.former = now.at - former.at <= RETURN_MS ? former : undefined;
    }
    if (count > 0) this.#sink.passed(count, 'counted', base, now);
    this.#sink.steady();
  }

  /** The doubted total grew past the old one, and was no damaged line: those are zero, or lack a digit. */
  #isRestart(now: TotalReading): boolean {
    const doubt = this.#known.doubt;
    if (doubt === undefined || doubt.value === 0 || !this.#isSecondReading(doubt, now)) return false;
    return String(doubt.value).length === String(now.value).length;
  }

  #isSecondReading(doubt: TotalReading, now: TotalReading): boolean {
    return now.at - doubt.at >= MIN_APART_MS && isGrowth(doubt, now);
  }

  #settle(base: TotalReading, doubt: TotalReading, now: TotalReading, isGap: boolean): void {
    this.#known.base = doubt;
    this.#known.doubt = undefined;
    const former = this.#known.former;
    const wrapped = doubt.value < base.value && !isGap ? this.#findWrap(base, doubt) : undefined;
    if (wrapped !== undefined) {
      this.#sink.passed(wrapped, 'wrapped', base, doubt);
      this.#sink.resumed();
    } else if (former !== undefined && isGrowth(former, doubt)) {
      this.#known.former = undefined;
      const count = Math.max(0, doubt.value - former.value - former.counted);
      if (count > 0) this.#sink.passed(count, 'counted', former, doubt);
      this.#sink.steady();
      this.#sink.resumed();
    } else {
      this.#known.former = { ...base, counted: 0 };
      this.#sink.rebased(base, doubt);
    }
    this.#grow(doubt, now);
  }

  /** People from `base` over the top to `low`; undefined when it may have been a restart. */
  #findWrap(base: TotalReading, low: TotalReading): number | undefined {
    const evidence = this.#restartEvidence(base.at);
    if (evidence === 'also-fell') return undefined;
    const most = evidence === 'goes-on' ? possibleCount(Math.min(MAX_WRAP_MS, low.at - base.at)) : MAX_BURST;
    const ownWidth = this.#knownWidth ?? this.#known.learntWidth;
    const widths = ownWidth === undefined ? USUAL_WIDTHS : [ownWidth];
    const width = widths.find((each) => base.value < each && low.value + each - base.value <= most);
    if (width === undefined) return undefined;
    this.#known.learntWidth = width;
    return low.value + width - base.value;
  }
}

/** The most people who can pass a counter in this time. */
export function possibleCount(elapsedMs: number): number {
  const elapsedS = Math.max(0, elapsedMs) / 1000;
  return MAX_BURST + Math.min(elapsedS, LONG_S) * MAX_PER_S + Math.max(0, elapsedS - LONG_S) * MAX_LONG_PER_S;
}

function isGrowth(from: TotalReading, to: TotalReading): boolean {
  return to.value >= from.value && to.value - from.value <= possibleCount(to.at - from.at);
}
