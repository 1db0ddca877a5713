/** Messages that came and are not acknowledged yet. */
export class HeldMessages {
  /** When each came, in order of coming: monotonic ms. */
  readonly #since = new Map<symbol, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  get count(): number {
    return this.#since.size;
  }

  /** How long the oldest has waited; 0 when none waits. */
  get oldestSeconds(): number {
    const [first] = this.#since.values();
    return first === undefined ? 0 : (this.#monotonicMs() - first) / 1000;
  }

  /** Call the result when it is acknowledged. */
  hold(): () => void {
    const message = Symbol('message');
    this.#since.set(message, this.#monotonicMs());
    return () => this.#since.delete(message);
  }
}
