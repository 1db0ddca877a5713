import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that runs so many times faster than the machine's: minutes of a real link in seconds. */
export class FastClock implements Clock {
  readonly #startAt: number;
  readonly #rate: number;
  readonly #beganMs = performance.now();

  constructor(startAt: number, rate: number) {
    this.#startAt = startAt;
    this.#rate = rate;
  }

  now(): EpochMs {
    return Math.round(this.#startAt + this.monotonicMs()) as EpochMs;
  }

  monotonicMs(): number {
    return (performance.now() - this.#beganMs) * this.#rate;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    await sleep(durationMs / this.#rate, undefined, signal === undefined ? {} : { signal });
  }
}
