import type { TypeOf } from '../../model/codec.ts';
import { maybe, number, row } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';

/** Largest number of people per second through one counter, for up to `LONG_S` seconds. */
const MAX_PER_S = 4;
/** Largest number of people per second on average over a longer time. */
const MAX_LONG_PER_S = 1;
const LONG_S = 300;
/** Largest number of people who pass together between two readings, such as a bus party. */
const MAX_BURST = 8;
/** A repeated text line within 500 ms is the same reading. */
const MIN_APART_MS = 500;
/** When more time has passed, the size of a fall does not distinguish a wrap from a restart. */
const MAX_WRAP_MS = 60_000;
/** Time within which a total may return to its old value after another value was accepted. */
const RETURN_MS = 900_000;
/** Usual wrap values of counters of unknown width: 4 and more digits, 16 and 32 bits. */
const USUAL_WIDTHS = [1e4, 65_536, 1e5, 1e6, 1e7, 1e8, 1e9, 4_294_967_296, 1e10];

export interface TotalReading {
  readonly value: number;
  readonly at: number;
}

const READING = row({ value: number, at: number });
const KNOWN = row({
  /** The last accepted reading. */
  base: maybe(READING),
  /** A later reading that is not accepted yet. */
  doubt: maybe(READING),
  /** The total before the last jump to another total, and the people counted since. */
  former: maybe(row({ value: number, at: number, counted: number })),
  learntWidth: maybe(number),
});

/** What the counter's other total shows when this total has fallen. */
export type RestartEvidence =
  /** The other total fell too: the whole counter restarted. */
  | 'also-fell'
  /** The other total continues, higher than a restarted counter can have reached. */
  | 'goes-on'
  | 'unknown';

export interface RunningTotalSink {
  /** A reading was accepted. Its people have already been passed on. */
  steady(): void;
  /** `count` people passed between two accepted readings. */
  passed(count: number, how: 'counted' | 'wrapped', from: TotalReading, to: TotalReading): void;
  /** A reading is not accepted yet. People since the last accepted one are unknown. */
  doubted(from: number, to: number): void;
  /** The total continued from its old value: nothing is unknown any more. */
  resumed(): void;
  /** Two readings agree on a total that does not continue the old one. People in between stay unknown. */
  rebased(from: TotalReading, to: TotalReading): void;
}

/**
 * One running total of a counter. Between two readings it may only grow by as many people as can have passed. A fall or
 * a larger jump is accepted when a second reading continues it. The change is then a restart, or a wrap if the total
 * stood just below its known width. When the old total returns, people are counted from it.
 */
export class RunningTotal implements Checkpointed {
  readonly #sink: RunningTotalSink;
  readonly #restartEvidence: (since: number) => RestartEvidence;
  /** Number of values the total can have: its maximum plus 1. */
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

  /** Adds a reading. `isGap` means that the link was down since the last accepted reading. */
  read(now: TotalReading, isGap: boolean): void {
    const base = this.#known.base;
    if (base === undefined) {
      this.#known.base = now;
    } else if (isGrowth(base, now) && !this.#isRestart(now)) {
      this.#resume(base, now);
    } else if (this.#known.doubt !== undefined && this.#isSecondReading(this.#known.doubt, now)) {
      this.#settle(base, this.#known.doubt, now, isGap);
    } else if (this.#known.doubt?.value !== now.value) {
      // Keeps the later of two doubted readings: the one after a damaged text line is correct.
      this.#sink.doubted(base.at, now.at);
      this.#known.doubt = now;
    }
  }

  /** Returns whether the total is lower than at `since`. */
  hasFallen(since: number): boolean {
    const low = this.#known.doubt ?? (this.#known.former === undefined ? undefined : this.#known.base);
    const before = this.#known.doubt === undefined ? this.#known.former : this.#known.base;
    return low !== undefined && before !== undefined && low.at >= since && low.value < before.value;
  }

  /** Returns whether the total is too high for a counter that restarted after `since`. */
  isBeyondRestart(since: number): boolean {
    const { value = 0, at = since } = this.#known.doubt ?? this.#known.base ?? {};
    return value > possibleCount(at - since);
  }

  /** Continues from the old total. If there was a doubted reading in between, it was damaged. */
  #resume(base: TotalReading, now: TotalReading): void {
    const doubt = this.#known.doubt;
    this.#known.doubt = undefined;
    this.#grow(base, now);
    if (doubt === undefined) return;
    // After a restart, a small total may have grown past its old value. Then the whole time stays unknown.
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

  /**
   * Returns whether the doubted reading was a restart whose total has now grown past the old one. A damaged reading is
   * 0 or lacks a digit.
   */
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

  /**
   * Returns the people between `base` and `low` if the total wrapped in between. Undefined when it may have restarted.
   */
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

/** Returns the most people who can pass a counter in this time. */
export function possibleCount(elapsedMs: number): number {
  const elapsedS = Math.max(0, elapsedMs) / 1000;
  return MAX_BURST + Math.min(elapsedS, LONG_S) * MAX_PER_S + Math.max(0, elapsedS - LONG_S) * MAX_LONG_PER_S;
}

function isGrowth(from: TotalReading, to: TotalReading): boolean {
  return to.value >= from.value && to.value - from.value <= possibleCount(to.at - from.at);
}
