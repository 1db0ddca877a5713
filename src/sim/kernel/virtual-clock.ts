/**
 * Time as data. A virtual clock holds everything that is going to happen, in order, and `run` lets it happen:
 *
 * 1. take the earliest event, set the time to its time, fire it and all others of that very moment, in the
 *    order in which they were put in;
 * 2. when one of them handed something over (a sleeper woke, a link got an item), let the whole chain of
 *    promises run dry before the next moment: drivers, supervisor, pipeline and engine have then taken all
 *    they were given, and what they asked for next stands in the queue;
 * 3. go on, as fast as possible or at a multiple of real time.
 *
 * So everything above the links sees one time order, whatever the speed. Work that waits for the outside world
 * (a socket, a file) is not a promise that runs dry: nothing here waits for it.
 */
import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import { EventHeap } from './event-heap.ts';

export interface RunOptions {
  /** True time at which to stop; events of that moment still happen. */
  readonly untilMs: number;
  /** Simulated seconds a real second. Absent: as fast as possible. */
  readonly speed?: number;
  readonly signal?: AbortSignal;
}

/** Moments without any hand-over are still followed by a turn of the event loop this often, so that signals get in. */
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

  /** What the gateway believes. */
  now(): EpochMs {
    return Math.floor(this.#trueMs + this.#wallErrorMs) as EpochMs;
  }

  /** What is. The simulated shop, its people and its faults live in this time. */
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

  /** Moves the gateway's wall clock, as a bad or late time server does; true and monotonic time go on. */
  jumpWall(byMs: number): void {
    this.#wallErrorMs += byMs;
  }

  /** Calls `fire` when true time gets to `atMs`. */
  schedule(atMs: number, fire: () => void): void {
    this.#events.push({ atMs: Math.max(atMs, this.#trueMs), order: this.#order++, fire });
  }

  /** The present moment gave somebody something to do: the next has to wait for it. */
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

/** One turn of the event loop: all promise reactions, and those they cause, have run when it is over. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

/** Waits until the moment is due in real time. */
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
