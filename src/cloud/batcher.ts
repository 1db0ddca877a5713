import { FairQueue } from './fair-queue.ts';

interface Waiting<T> {
  readonly item: T;
  readonly done: (error?: unknown) => void;
}

/** Collects items and writes them in batches. `add` tells each caller whether the batch with its item was written. */
export class Batcher<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #maxSize: number;
  readonly #sizeOf: (item: T) => number;
  readonly #waiting = new FairQueue<Waiting<T>>();
  #isWriting = false;

  /**
   * The sizes of the items in a batch add up to `maxSize` at most. `sizeOf` is 1 by default. A larger item gets its own
   * batch.
   */
  constructor(
    write: (items: readonly T[]) => Promise<void>,
    maxSize: number,
    sizeOf: (item: T) => number = () => 1,
  ) {
    this.#write = write;
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
  }

  /** Resolves when the item is written, and rejects when its batch failed. Senders take turns, one item each. */
  add(sender: string, item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(sender, {
        item,
        done: (error) => (error === undefined ? resolve() : reject(error)),
      });
      void this.#pump();
    });
  }

  /**
   * Writes batch after batch. While one is being written, the next collects items. So no timer is needed, and a single
   * item does not wait.
   */
  async #pump(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    // Waits until the event loop has handled all messages that have already arrived, so that the batch contains them.
    await new Promise((resolve) => setImmediate(resolve));
    while (!this.#waiting.isEmpty) {
      const batch = this.#waiting.takeBatch(this.#maxSize, ({ item }) => this.#sizeOf(item));
      const error = await this.#write(batch.map(({ item }) => item)).then(
        () => undefined,
        (failure: unknown) => failure ?? new Error('the batch was not written'),
      );
      for (const { done } of batch) done(error);
    }
    this.#isWriting = false;
  }
}
