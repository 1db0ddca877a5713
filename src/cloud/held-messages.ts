/** Messages that have arrived and are not yet acknowledged. */
export class HeldMessages {
  /** Arrival time of each message (monotonic ms), oldest first. */
  readonly #since = new Map<symbol, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  get count(): number {
    return this.#since.size;
  }

  /** How long the oldest message has waited, in seconds. 0 when no message waits. */
  get oldestSeconds(): number {
    const [first] = this.#since.values();
    return first === undefined ? 0 : (this.#monotonicMs() - first) / 1000;
  }

  /** Adds a message. Returns a function to call when the message is acknowledged. */
  hold(): () => void {
    const message = Symbol('message');
    this.#since.set(message, this.#monotonicMs());
    return () => this.#since.delete(message);
  }
}
