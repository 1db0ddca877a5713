/** Below the limits of AWS IoT: 128 KB per message, 100 unacknowledged messages and 100 messages a second. */
const LARGEST_MESSAGE_BYTES = 100_000;
const SMALLEST_MESSAGE_BYTES = 4_000;
const MAX_IN_FLIGHT = 20;
/**
 * Messages in flight at the start of a connection: few, as the line may be slow. The limit applies to the backlog; live
 * windows may use one more.
 */
const FIRST_WINDOW = 2;

/**
 * Compares each answer time with the shortest so far. The limit grows if the difference is below QUICK_MS, and shrinks
 * above SLOW_MS.
 */
const QUICK_MS = 500;
const SLOW_MS = 3_000;

/**
 * Limits the number and the size of unacknowledged messages. The limit grows while acknowledgements come quickly, and
 * shrinks when they are late. So a slow line stays busy, but no queue delays pings and live windows.
 */
export class InFlightLimit {
  readonly #mostInFlight: number;
  #largestBytes: number;
  #inFlight: number;
  #bytes: number;
  #quickestMs = Number.POSITIVE_INFINITY;

  constructor(limits: { readonly receiveMaximum: number; readonly maximumMessageBytes: number }) {
    // Two messages besides rows also count towards the broker's maximum: the state and the report.
    this.#mostInFlight = Math.max(1, Math.min(limits.receiveMaximum - 2, MAX_IN_FLIGHT));
    this.#largestBytes = Math.min(limits.maximumMessageBytes, LARGEST_MESSAGE_BYTES);
    this.#inFlight = Math.min(FIRST_WINDOW, this.#mostInFlight);
    this.#bytes = Math.min(4 * SMALLEST_MESSAGE_BYTES, this.#largestBytes);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get mostInFlight(): number {
    return this.#mostInFlight;
  }

  get messageBytes(): number {
    return this.#bytes;
  }

  get largestBytes(): number {
    return this.#largestBytes;
  }

  answered(afterMs: number): void {
    this.#quickestMs = Math.min(this.#quickestMs, afterMs);
    const lateMs = afterMs - this.#quickestMs;
    if (lateMs > SLOW_MS) this.#shrink();
    else if (lateMs < QUICK_MS) this.#grow();
  }

  /** Halves the limit on message size, starting from the size that the broker refused. */
  refusedSize(bytes: number): void {
    this.#largestBytes = Math.max(1, Math.min(this.#largestBytes, Math.floor(bytes / 2)));
    this.#bytes = Math.min(this.#bytes, this.#largestBytes);
  }

  #grow(): void {
    if (this.#bytes < this.#largestBytes) this.#bytes = Math.min(this.#largestBytes, this.#bytes * 2);
    else this.#inFlight = Math.min(this.#mostInFlight, this.#inFlight + 1);
  }

  #shrink(): void {
    if (this.#inFlight > 1) this.#inFlight = Math.ceil(this.#inFlight / 2);
    else this.#bytes = Math.max(Math.min(SMALLEST_MESSAGE_BYTES, this.#largestBytes), this.#bytes / 2);
  }
}

/** Limits a rate. Permits accumulate with time, up to those of one second (at least one). */
export class RateLimit {
  readonly #perSecond: number;
  #permits: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#permits = Math.max(1, perSecond);
    this.#atMs = nowMs;
  }

  /** Takes a permit and returns 0. When there is none, returns the time in ms until the next one. */
  takePermit(nowMs: number): number {
    const gained = ((nowMs - this.#atMs) / 1000) * this.#perSecond;
    this.#permits = Math.min(Math.max(1, this.#perSecond), this.#permits + gained);
    this.#atMs = nowMs;
    if (this.#permits < 1) return ((1 - this.#permits) / this.#perSecond) * 1000;
    this.#permits -= 1;
    return 0;
  }
}
