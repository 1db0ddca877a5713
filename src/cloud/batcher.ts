import { FairQueue } from './fair-queue.ts';

interface Waiting<T> {
  readonly item: T;
  readonly done: (error?: unknown) => void;
}

/** Collects items for a short time and hands them over together; `add` reports the result of the batch to each caller. */
export class Batcher<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #maxSize: number;
  readonly #sizeOf: (item: T) => number;
  readonly #waiting = new FairQueue<Waiting<T>>();
  #isWriting = false;

  /** The sizes in a batch (`sizeOf`, 1 per item by default) add up to `maxSize` at most. A larger item goes alone. */
  constructor(
    write: (items: readonly T[]) => Promise<void>,
    maxSize: number,
    sizeOf: (item: T) => number = () => 1,
  ) {
    this.#write = write;
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
  }

  /** Resolves when the item is written; rejects when its batch failed. Senders take turns. */
  add(sender: string, item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(sender, {
        item,
        done: (error) => (error === undefined ? resolve() : reject(error)),
      });
      void this.#pump();
    });
  }

  /** While one batch is being written, the next one fills. So no timer is needed, and a lone item does not wait. */
  async #pump(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    // Wait one turn of the event loop, so that the batch has all messages of this turn.
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
