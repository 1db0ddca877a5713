/**
 * Length of one span of the estimate. Shorter spans contain fewer frames with little delay. In longer spans, the
 * camera's clock drifts too far: by some ms a minute.
 */
const SPAN_MS = 30_000;
const SPANS = 2;

/**
 * Converts a live stream's own clock to the gateway's monotonic clock. Every frame arrives late by a varying amount, as
 * network, decoder and scheduler only ever add delay. The best estimate of the offset is therefore the smallest
 * (arrival − stream time) of the last 30 to 60 seconds. A frame's time is its stream time plus that offset. When the
 * stream's clock goes backwards, the stream has restarted, and the estimate starts again.
 */
export class StreamClock {
  readonly #smallest: number[] = [];
  #spanEndMs = Number.NEGATIVE_INFINITY;
  #lastStreamMs = Number.NEGATIVE_INFINITY;

  /** Returns when the frame was taken, on the clock of `arrivalMs`. Never later than its arrival. */
  placeMs(streamMs: number, arrivalMs: number): number {
    if (streamMs < this.#lastStreamMs) this.#restart();
    this.#lastStreamMs = streamMs;
    if (arrivalMs >= this.#spanEndMs) this.#beginSpan(arrivalMs);
    const current = this.#smallest.length - 1;
    this.#smallest[current] = Math.min(this.#smallest[current] ?? 0, arrivalMs - streamMs);
    return streamMs + Math.min(...this.#smallest);
  }

  #restart(): void {
    this.#smallest.length = 0;
    this.#spanEndMs = Number.NEGATIVE_INFINITY;
  }

  #beginSpan(arrivalMs: number): void {
    this.#spanEndMs = arrivalMs + SPAN_MS;
    this.#smallest.push(Number.POSITIVE_INFINITY);
    if (this.#smallest.length > SPANS) this.#smallest.shift();
  }
}
