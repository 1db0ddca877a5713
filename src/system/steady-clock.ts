import type { EpochMs } from '../core/model/ids.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Wall clock that follows monotonic time and changes only by `move`. While the right time is still unknown, a time
 * server may move the system clock. With this clock, every window still keeps its full length.
 */
export class SteadyClock implements Clock {
  readonly #machine: Clock;
  #offsetMs: number;

  constructor(machine: Clock) {
    this.#machine = machine;
    this.#offsetMs = machine.now() - machine.monotonicMs();
  }

  now(): EpochMs {
    return Math.round(this.#offsetMs + this.monotonicMs()) as EpochMs;
  }

  monotonicMs(): number {
    return this.#machine.monotonicMs();
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return this.#machine.sleep(durationMs, signal);
  }

  /** How far the system clock is ahead of this one, in milliseconds. */
  get behindMs(): number {
    return this.#machine.now() - (this.#offsetMs + this.monotonicMs());
  }

  move(deltaMs: number): void {
    this.#offsetMs += deltaMs;
  }
}
