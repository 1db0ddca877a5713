/**
 * A port may deliver this many times its baud rate, because USB adapters deliver in bursts. Bytes above that are
 * dropped unread.
 */
const HEADROOM = 2;
/** Bits per byte on the line: a start bit, eight data bits and a stop bit. */
const BITS_PER_BYTE = 10;
/**
 * The limit is never below this rate, as USB serial devices ignore the baud rate. No door counter sends more than this.
 */
const MIN_BYTES_PER_S = 16_384;
const BURST_S = 2;

/**
 * Token bucket for the bytes of a port. Bytes that a flooding device sends above the rate are read, but not searched
 * for text lines. Broken CDC firmware can send megabytes per second at any baud rate.
 */
export class ByteRateLimit {
  readonly #bytesPerMs: number;
  readonly #burstBytes: number;
  #credit: number;
  #atMs: number;
  #droppedBytes = 0;

  constructor(baudRate: number, nowMs: number) {
    this.#bytesPerMs = Math.max(MIN_BYTES_PER_S, (baudRate / BITS_PER_BYTE) * HEADROOM) / 1000;
    this.#burstBytes = this.#bytesPerMs * 1000 * BURST_S;
    this.#credit = this.#burstBytes;
    this.#atMs = nowMs;
  }

  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Returns whether to process these bytes. Otherwise they are dropped. */
  admits(sizeBytes: number, nowMs: number): boolean {
    this.#credit = Math.min(this.#burstBytes, this.#credit + (nowMs - this.#atMs) * this.#bytesPerMs);
    this.#atMs = nowMs;
    if (sizeBytes > this.#credit) {
      this.#droppedBytes += sizeBytes;
      return false;
    }
    this.#credit -= sizeBytes;
    return true;
  }
}
