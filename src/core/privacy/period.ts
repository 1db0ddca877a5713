import type { Every, OffsetAt } from '../time/period-end.ts';
import { endOfPeriod } from '../time/period-end.ts';

/** The time that a row covers. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The period of rows. Each starts at the end of the previous one, so that rows leave no gaps and never overlap. */
export class Span {
  readonly #every: Every;
  readonly #offsetAt: OffsetAt;
  #at: SavedSpan = { fromMs: null, toMs: 0, lastMs: null };

  constructor(every: Every, offsetAt: OffsetAt) {
    this.#every = every;
    this.#offsetAt = offsetAt;
  }

  /** A window starts: it belongs to the open row, or opens a new one. */
  begin(startMs: number): void {
    const { fromMs, lastMs } = this.#at;
    if (fromMs !== null) return;
    // The clock was set back into time that rows already cover. If it went back further, the time before was wrong.
    const isTold = lastMs !== null && startMs < lastMs && lastMs - startMs <= LONGEST_HOLD_MS;
    const beginMs = isTold ? lastMs : startMs;
    this.#at = { fromMs: beginMs, toMs: endOfPeriod(this.#every, beginMs, this.#offsetAt), lastMs };
  }

  /** Returns whether the open row is over when a window starts or ends at `ms`. */
  isOver(ms: number): boolean {
    const { fromMs, toMs } = this.#at;
    return fromMs !== null && ms >= toMs && ms > fromMs;
  }

  /** Ends the open row; undefined when none is open. `ms`: end of the window. */
  end(ms: number): Interval | undefined {
    const { fromMs } = this.#at;
    if (fromMs === null || ms <= fromMs) return undefined;
    const toMs = this.#every === 'window' ? ms : Math.min(ms, this.#at.toMs);
    this.#at = { fromMs: null, toMs, lastMs: toMs };
    return { fromMs, toMs };
  }

  snapshot(): SavedSpan {
    return this.#at;
  }

  restore(saved: SavedSpan): void {
    this.#at = saved;
  }
}

/** Largest expected setback of a clock: one hour of summer time by hand, and one hour more. */
const LONGEST_HOLD_MS = 2 * 3_600_000;

/** The open row and the end of the last one. A type alias, because `Json` does not accept interfaces. */
export type SavedSpan = {
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly lastMs: number | null;
};
