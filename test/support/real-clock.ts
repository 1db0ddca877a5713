import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';

/** For tests against real brokers. Started long ago, unless told otherwise. */
export class RealClock implements Clock {
  readonly #offsetMs: number;

  constructor(upMs = 3_600_000) {
    this.#offsetMs = upMs - performance.now();
  }

  now(): EpochMs {
    return Date.now() as EpochMs;
  }

  monotonicMs(): number {
    return performance.now() + this.#offsetMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    await sleep(durationMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** Keeps what was logged, so that a test can look. */
export class KeptLog implements Log {
  readonly lines: string[] = [];

  error(_details: object, message: string): void {
    this.lines.push(`error: ${message}`);
  }

  warn(_details: object, message: string): void {
    this.lines.push(`warn: ${message}`);
  }

  info(_details: object, message: string): void {
    this.lines.push(`info: ${message}`);
  }

  debug(_details: object, message: string): void {
    this.lines.push(`debug: ${message}`);
  }

  child(): Log {
    return this;
  }
}
