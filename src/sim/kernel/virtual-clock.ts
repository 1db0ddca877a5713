/**
 * Time as data. A virtual clock holds all future events in order, and `run` fires them:
 *
 * 1. Take the earliest event and set the time to its time.
 *    Fire it and all others of that moment, in the order in which they were added.
 * 2. If an event handed something over (a sleeper woke, a link got an item), run all promises to their end.
 *    Drivers, supervisor, pipeline and engine have then taken all items, and their next requests are queued.
 * 3. Continue, as fast as possible or at a multiple of real time.
 *
 * Everything above the links therefore sees one time order, at any speed. Work that waits for the outside world
 * (a socket, a file) is not a promise that can run out: the clock does not wait for it.
 */
import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import { EventHeap } from './event-heap.ts';

export interface RunOptions {
  /** True time at which the clock stops, in ms. Events of that moment are still fired. */
  readonly untilMs: number;
  /** Simulated seconds per real second. Absent: as fast as possible. */
  readonly speed?: number;
  readonly signal?: AbortSignal;
}

/** After this many moments without a hand-over, the event loop still gets one turn, so that signals arrive. */
const MAX_SILENT_MOMENTS = 256;

export class VirtualClock implements Clock {
  readonly #startMs: number;
  readonly #events = new EventHeap();
  #trueMs: number;
  #wallErrorMs = 0;
  #order = 0;
  #handedOver = false;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#trueMs = startMs;
  }

  /** Time on the gateway's wall clock. */
  now(): EpochMs {
    return Math.floor(this.#trueMs + this.#wallErrorMs) as EpochMs;
  }

  /** True time in ms, on which the simulated store, its people and its faults run. */
  trueMs(): number {
    return this.#trueMs;
  }

  monotonicMs(): number {
    return this.#trueMs - this.#startMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(asError(signal.reason));
        return;
      }
      const abort = () => reject(asError(signal?.reason));
      signal?.addEventListener('abort', abort, { once: true });
      this.schedule(this.#trueMs + Math.max(0, durationMs), () => {
        signal?.removeEventListener('abort', abort);
        this.handOver();
        resolve();
      });
    });
  }

  /** Moves only the gateway's wall clock, as a bad or late time server does. True and monotonic time are unchanged. */
  jumpWall(byMs: number): void {
    this.#wallErrorMs += byMs;
  }

  /** Calls `fire` when true time reaches `atMs`. */
  schedule(atMs: number, fire: () => void): void {
    this.#events.push({ atMs: Math.max(atMs, this.#trueMs), order: this.#order++, fire });
  }

  /** Records that this moment handed something over, so that the clock waits for its processing. */
  handOver(): void {
    this.#handedOver = true;
  }

  async run(options: RunOptions): Promise<void> {
    const pace = options.speed === undefined ? undefined : createPace(this.#trueMs, options.speed);
    await turn();
    for (let silent = 0; options.signal?.aborted !== true; ) {
      const next = this.#events.peek();
      if (next === undefined || next.atMs > options.untilMs) break;
      if (pace !== undefined) await pace(next.atMs, options.signal);
      this.#fireMoment(next.atMs);
      silent = this.#handedOver ? 0 : silent + 1;
      if (this.#handedOver || silent > MAX_SILENT_MOMENTS) await this.#settled();
    }
    if (options.signal?.aborted !== true) this.#trueMs = Math.max(this.#trueMs, options.untilMs);
  }

  #fireMoment(atMs: number): void {
    this.#trueMs = atMs;
    while (this.#events.peek()?.atMs === atMs) this.#events.pop()?.fire();
  }

  async #settled(): Promise<void> {
    this.#handedOver = false;
    await turn();
  }
}

/** Resolves after one turn of the event loop, when all promise reactions and their successors have run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

/** Returns a function that waits until a moment is due in real time. */
function createPace(startMs: number, speed: number) {
  const realStartMs = performance.now();
  return async (atMs: number, signal: AbortSignal | undefined) => {
    const waitMs = realStartMs + (atMs - startMs) / speed - performance.now();
    if (waitMs < 1) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, waitMs);
      signal?.addEventListener('abort', done, { once: true });
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
    });
  };
}
