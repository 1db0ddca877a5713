import type { Every, OffsetAt } from '../time/period-end.ts';
import { endOfPeriod } from '../time/period-end.ts';

/** The time that a row covers. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The time that a row covers: from the end of the row before it, so that rows tile time and never overlap. */
export class Span {
  readonly #every: Every;
  readonly #offsetAt: OffsetAt;
  #at: SavedSpan = { fromMs: null, toMs: 0, lastMs: null };

  constructor(every: Every, offsetAt: OffsetAt) {
    this.#every = every;
    this.#offsetAt = offsetAt;
  }

  /** A window begins: its amounts belong to the row under way, or to a new one. */
  begin(startMs: number): void {
    const { fromMs, lastMs } = this.#at;
    if (fromMs !== null) return;
    // The clock was set back into time that rows cover already. Farther back than this, the old time was wrong.
    const isTold = lastMs !== null && startMs < lastMs && lastMs - startMs <= LONGEST_HOLD_MS;
    const beginMs = isTold ? lastMs : startMs;
    this.#at = { fromMs: beginMs, toMs: endOfPeriod(this.#every, beginMs, this.#offsetAt), lastMs };
  }

  /** Whether the row under way is over when a window ends, or begins, here. */
  isOver(ms: number): boolean {
    const { fromMs, toMs } = this.#at;
    return fromMs !== null && ms >= toMs && ms > fromMs;
  }

  /** Ends the row under way; undefined when there is none. `ms`: of the window's end. */
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

/** Summer time set by hand, and an hour more. */
const LONGEST_HOLD_MS = 2 * 3_600_000;

/** The row under way, and the end of the last one. A type alias, as JSON takes no interface. */
export type SavedSpan = {
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly lastMs: number | null;
};
