import type { EpochMs } from '../../src/core/model/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #sleepers: Sleeper[] = [];

  constructor(nowMs = Date.UTC(2026, 0, 5, 9)) {
    this.#nowMs = nowMs;
  }

  now(): EpochMs {
    return this.#nowMs as EpochMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      // A signal that lives for weeks of sleeps would keep a listener of each.
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      this.#sleepers.push({ untilMs: this.#monotonicMs + durationMs, wake });
    });
  }

  /** Time passes, and whoever's sleep is over wakes, in order, with time to go to sleep again. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs;
    for (;;) {
      await afterMicrotasks();
      const next = this.#sleepers
        .filter(({ untilMs }) => untilMs <= endMs)
        .sort((a, b) => a.untilMs - b.untilMs)[0];
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#moveTo(Math.max(next.untilMs, this.#monotonicMs));
      next.wake();
    }
    this.#moveTo(endMs);
    await afterMicrotasks();
  }

  /** The wall clock is set; monotonic time goes on as if nothing had happened. */
  setWall(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}

/** All promises that can settle have settled. */
function afterMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
