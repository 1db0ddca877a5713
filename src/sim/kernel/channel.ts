import type { VirtualClock } from './virtual-clock.ts';

/** Largest number of items that wait for one listener. Later items are dropped, as on a real bus. */
const MAX_WAITING = 8192;

class Listener<T> implements AsyncIterableIterator<T> {
  readonly #waiting: T[] = [];
  readonly #onClose: () => void;
  #asked: PromiseWithResolvers<IteratorResult<T>> | undefined;
  #failure: Error | undefined;
  #closed = false;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(item: T): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked !== undefined) asked.resolve({ done: false, value: item });
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(item);
  }

  fail(error: Error): void {
    if (this.#asked === undefined) this.#failure = error;
    else this.#asked.reject(error);
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#asked?.resolve({ done: true, value: undefined });
    this.#asked = undefined;
    this.#onClose();
  }

  next(): Promise<IteratorResult<T>> {
    const item = this.#waiting.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#failure !== undefined) return Promise.reject(this.#takeFailure(this.#failure));
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  return(): Promise<IteratorResult<T>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  #takeFailure(failure: Error): Error {
    this.#failure = undefined;
    return failure;
  }
}

/** One simulated device. Each listener receives what the device sends from then on, and an error when it fails. */
export class Channel<T> {
  readonly #clock: VirtualClock;
  readonly #listeners = new Set<Listener<T>>();
  #outage: Error | undefined;
  #silent = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /**
   * Returns true when at least one listener would receive an item. If false, a model may skip its work, but not its
   * random draws.
   */
  get heard(): boolean {
    return this.#listeners.size > 0 && !this.#silent;
  }

  send(item: T): void {
    if (!this.heard) return;
    for (const listener of this.#listeners) listener.push(item);
    this.#clock.handOver();
  }

  /** Fails every listener with `lost`. Until `restore`, opening fails with `absent`. */
  unplug(lost: Error, absent: Error): void {
    this.#outage = absent;
    for (const listener of [...this.#listeners]) listener.fail(lost);
    this.#clock.handOver();
  }

  /** Keeps the channel open but delivers nothing: a fault without an error. */
  mute(): void {
    this.#silent = true;
  }

  restore(): void {
    this.#outage = undefined;
    this.#silent = false;
  }

  /** Returns the items sent from now on. Ends when `signal` aborts. */
  listen(signal: AbortSignal): AsyncIterableIterator<T> {
    const abort = () => listener.close();
    const listener = new Listener<T>(() => {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', abort);
    });
    if (this.#outage !== undefined) listener.fail(this.#outage);
    else if (signal.aborted) listener.close();
    else {
      this.#listeners.add(listener);
      signal.addEventListener('abort', abort, { once: true });
    }
    return listener;
  }
}
