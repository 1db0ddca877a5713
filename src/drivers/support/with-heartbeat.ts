import type { Clock } from '../../ports/clock.ts';

/** Item that marks the end of a period during which the link was up. */
export const HEARTBEAT: unique symbol = Symbol('pulse');

/**
 * Yields the items of `open`, and HEARTBEAT every `periodMs` between them. `open` gets a signal that aborts when the
 * caller's signal aborts or the loop ends early. Either closes the link.
 */
export async function* withHeartbeat<Item>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
  periodMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<Item | typeof HEARTBEAT> {
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  const items = open(ends)[Symbol.asyncIterator]();
  const waker = new Waker<IteratorResult<Item>>();
  waker.await(items.next());
  void pulse(waker, clock, periodMs, ends);
  try {
    for (;;) {
      const event = await waker.next();
      if (event === HEARTBEAT) {
        yield HEARTBEAT;
      } else if (event.done === true) {
        return;
      } else {
        yield event.value;
        waker.await(items.next());
      }
    }
  } finally {
    stop.abort();
    await items.return?.();
  }
}

async function pulse(
  waker: Waker<unknown>,
  clock: Clock,
  periodMs: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    while (!signal.aborted) {
      await clock.sleep(periodMs, signal);
      waker.pulse();
    }
  } catch {
    // The signal was aborted, so the loop ends without an error.
  }
}

/**
 * Waits for the next item or heartbeat. It replaces Promise.race, which would add a reaction to the waiting promise for
 * every item (hot path).
 */
class Waker<Value> {
  #value: { readonly value: Value } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #pulse = false;
  #wake: (() => void) | undefined;

  await(promise: Promise<Value>): void {
    promise.then(
      (value) => {
        this.#value = { value };
        this.#wake?.();
      },
      (error: unknown) => {
        this.#failure = { error };
        this.#wake?.();
      },
    );
  }

  pulse(): void {
    this.#pulse = true;
    this.#wake?.();
  }

  async next(): Promise<Value | typeof HEARTBEAT> {
    while (this.#value === undefined && this.#failure === undefined && !this.#pulse) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#value !== undefined) {
      const { value } = this.#value;
      this.#value = undefined;
      return value;
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#pulse = false;
    return HEARTBEAT;
  }
}
