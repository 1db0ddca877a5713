/** How many times the baud rate a port may deliver before bytes are dropped unread. USB adapters deliver in bursts. */
const HEADROOM = 2;
/** A start bit, eight data bits, a stop bit. */
const BITS_PER_BYTE = 10;
/** Lower limit of the rate, because USB serial devices ignore the baud rate. No door counter sends more. */
const MIN_BYTES_PER_S = 16_384;
const BURST_S = 2;

/**
 * A token bucket over the bytes of a port. A flooding device costs reads, but no scanning and no text lines. Broken
 * CDC firmware can send megabytes per second at any baud rate.
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

  /** Returns whether to process these bytes. */
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
