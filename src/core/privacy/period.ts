/** How often a stream leaves. */
export type Every = 'window' | 'quarter' | 'hour' | 'day';

/** Milliseconds that local time is ahead of UTC at this moment. */
export type OffsetAt = (ms: number) => number;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTH_MS = { quarter: HOUR_MS / 4, hour: HOUR_MS } as const;

/**
 * The end of the period that a moment lies in, by the store's clock (R6): full local hours, as zones of half and three
 * quarters of an hour exist. A day has 23 or 25 hours when the clocks change. A window is a period.
 */
export function endOfPeriod(every: Every, ms: number, offsetAt: OffsetAt): number {
  if (every === 'window') return ms;
  if (every === 'day') return endOfDay(ms, offsetAt);
  const length = LENGTH_MS[every];
  const offset = offsetAt(ms);
  return (Math.floor((ms + offset) / length) + 1) * length - offset;
}

/** The first moment of the next local day. Where the clocks skip midnight it is the moment at which they do. */
function endOfDay(ms: number, offsetAt: OffsetAt): number {
  const offset = offsetAt(ms);
  const midnight = (Math.floor((ms + offset) / DAY_MS) + 1) * DAY_MS;
  const later = offsetAt(midnight - offset);
  const end = midnight - later;
  return offsetAt(end) === later ? end : midnight - offset;
}

/** The time that a row covers: from the end of the row before it, so that rows tile time and never overlap. */
export class Span {
  readonly #every: Every;
  readonly #offsetAt: OffsetAt;
  #fromMs: number | null = null;
  #toMs = 0;
  #lastMs: number | null = null;

  constructor(every: Every, offsetAt: OffsetAt) {
    this.#every = every;
    this.#offsetAt = offsetAt;
  }

  /** A window begins: its amounts belong to the row under way, or to a new one. */
  begin(startMs: number): void {
    if (this.#fromMs !== null) return;
    this.#fromMs = this.#isToldUntil(startMs) ? (this.#lastMs ?? startMs) : startMs;
    this.#toMs = endOfPeriod(this.#every, this.#fromMs, this.#offsetAt);
  }

  /** Whether the row under way is over when a window ends, or begins, here. */
  isOver(ms: number): boolean {
    return this.#fromMs !== null && ms >= this.#toMs && ms > this.#fromMs;
  }

  /** Ends the row under way; undefined when there is none. `ms`: of the window's end. */
  end(ms: number): { readonly fromMs: number; readonly toMs: number } | undefined {
    const fromMs = this.#fromMs;
    if (fromMs === null || ms <= fromMs) return undefined;
    const toMs = this.#every === 'window' ? ms : Math.min(ms, this.#toMs);
    this.#fromMs = null;
    this.#lastMs = toMs;
    return { fromMs, toMs };
  }

  snapshot(): SavedSpan {
    return [this.#fromMs, this.#toMs, this.#lastMs];
  }

  restore([fromMs, toMs, lastMs]: SavedSpan): void {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#lastMs = lastMs;
  }

  /** The clock was set back into time that rows cover already. Farther back than this, the old time was wrong. */
  #isToldUntil(startMs: number): boolean {
    return this.#lastMs !== null && startMs < this.#lastMs && this.#lastMs - startMs <= LONGEST_HOLD_MS;
  }
}

/** Summer time set by hand, and an hour more. */
const LONGEST_HOLD_MS = 2 * HOUR_MS;

export type SavedSpan = readonly [fromMs: number | null, toMs: number, lastMs: number | null];
