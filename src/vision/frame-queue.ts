/** After this many frames without an overflow, the detector counts as fast enough again. */
const STEADY_FRAMES = 50;

/**
 * Queue between a source and a reader that may be slower. `put` waits while the queue is full, which slows down the
 * source. `offer` never waits: it bridges a short pause of the reader. A reader that is always too slow gets only the
 * newest item, so its items are evenly spaced and fresh.
 */
export class FrameQueue<T> {
  readonly #capacity: number;
  readonly #drop: (item: T) => void;
  readonly #items: T[] = [];
  #onlyNewest = false;
  #steady = 0;
  #ended = false;
  #error: unknown;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  constructor(capacity: number, drop: (item: T) => void = () => undefined) {
    this.#capacity = capacity;
    this.#drop = drop;
  }

  async put(item: T): Promise<void> {
    while (this.#items.length >= this.#capacity && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
    this.#push(item);
  }

  offer(item: T): void {
    this.#steady += 1;
    if (this.#steady > STEADY_FRAMES) this.#onlyNewest = false;
    if (!this.#ended && this.#items.length >= (this.#onlyNewest ? 1 : this.#capacity)) {
      this.#onlyNewest = true;
      this.#steady = 0;
      for (const old of this.#items.splice(0)) this.#drop(old);
    }
    this.#push(item);
  }

  /** Ends the queue: the reader gets the remaining items, then undefined or the error. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wakeReader();
    this.#wakeWriter();
  }

  async takeFrame(): Promise<T | undefined> {
    while (this.#items.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    const item = this.#items.shift();
    this.#wakeWriter();
    if (item === undefined && this.#error !== undefined) throw this.#error;
    return item;
  }

  #push(item: T): void {
    if (this.#ended) this.#drop(item);
    else this.#items.push(item);
    this.#wakeReader();
  }
}
