import type { Fact, FactSink } from '../model/fact.ts';

/**
 * Handles facts one at a time, in order. A fact that is emitted during handling waits until handling ends. Runs for
 * every fact.
 */
export class FactQueue {
  readonly #handle: FactSink;
  readonly #waiting: Fact[] = [];
  #isHandling = false;

  constructor(handle: FactSink) {
    this.#handle = handle;
  }

  /** Throws what the handler throws. Later facts then stay in the queue until the next `emit`. */
  emit(fact: Fact): void {
    this.#waiting.push(fact);
    if (!this.#isHandling) this.#handleAll();
  }

  #handleAll(): void {
    this.#isHandling = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
        this.#handle(next);
    } finally {
      this.#isHandling = false;
    }
  }
}
