/** Messages that arrived and are not acknowledged yet. */
export class HeldMessages {
  /** When each message arrived (monotonic ms), oldest first. */
  readonly #since = new Map<symbol, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  get count(): number {
    return this.#since.size;
  }

  /** How long the oldest message has waited; 0 when none waits. */
  get oldestSeconds(): number {
    const [first] = this.#since.values();
    return first === undefined ? 0 : (this.#monotonicMs() - first) / 1000;
  }

  /** Adds a message. Call the returned function when it is acknowledged. */
  hold(): () => void {
    const message = Symbol('message');
    this.#since.set(message, this.#monotonicMs());
    return () => this.#since.delete(message);
  }
}
