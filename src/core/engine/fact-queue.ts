import type { Fact, FactSink } from '../model/fact.ts';

/**
 * Facts in the order in which they were emitted, one at a time: what is emitted while a fact is being handled waits until
 * it has been. Runs for every fact.
 */
export class FactQueue {
  readonly #handle: FactSink;
  readonly #waiting: Fact[] = [];
  #isHandling = false;

  constructor(handle: FactSink) {
    this.#handle = handle;
  }

  /** Throws what the handler threw; facts behind that one wait for the next to be emitted. */
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
