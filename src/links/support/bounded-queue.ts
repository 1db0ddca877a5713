/**
 * Passes items from callbacks to an asynchronous reader. The queue is bounded: when it is full, it drops the oldest
 * items.
 */
export class BoundedQueue<Item> {
  readonly #maxWaiting: number;
  #waiting: Item[] = [];
  #ended = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  put(item: Item): void {
    if (this.#ended) return;
    this.#waiting.push(item);
    // Drop the oldest items only now and then: a flood would otherwise copy the whole array for each item.
    if (this.#waiting.length >= 2 * this.#maxWaiting) this.#waiting = this.#newest();
    this.#wake();
  }

  /** Only the first reason counts. The reader still gets the items that arrived earlier. */
  end(failure?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  /** Waits for items and returns all of them; undefined at the end. Throws the failure that `end` received. */
  async next(): Promise<readonly Item[] | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const items = this.#newest();
    this.#waiting = [];
    if (items.length > 0) return items;
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  #newest(): Item[] {
    return this.#waiting.slice(-this.#maxWaiting);
  }
}
