import { expect, test } from 'vitest';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import { kernelToEpoch } from '../../../../src/drivers/support/kernel-time.ts';
import type { Clock } from '../../../../src/ports/clock.ts';

const START_MS = Date.UTC(2026, 0, 5, 9);

/** Two clocks, read by a process that is interrupted after the readings that `interruptions` names. */
class InterruptedClock implements Clock {
  monotonic = 0;
  steppedMs = 0;
  interruptions: number[] = [];

  now(): EpochMs {
    return this.#read(START_MS + this.steppedMs + this.monotonic) as EpochMs;
  }

  monotonicMs(): number {
    return this.#read(this.monotonic);
  }

  sleep(): Promise<void> {
    return Promise.reject(new Error('nobody sleeps here'));
  }

  #read(value: number): number {
    this.monotonic += this.interruptions.shift() ?? 0;
    return value;
  }
}

test.each([
  ['once, after the first reading', [60]],
  ['once, after the second', [0, 60]],
  ['after both', [60, 60]],
  ['after every one', Array.from({ length: 40 }, () => 60)],
])('an interruption between the clocks is no step: %s', (_name, interruptions) => {
  const clock = new InterruptedClock();
  const epochOf = kernelToEpoch(clock);
  expect(epochOf(1_000)).toBe(START_MS + 1_000);
  clock.interruptions = [...interruptions];
  expect(epochOf(5_000)).toBe(START_MS + 5_000);
  expect(epochOf(5_045)).toBe(START_MS + 5_045);
});

test('an interruption at the start is made good by the tries after it', () => {
  const clock = new InterruptedClock();
  clock.interruptions = [90, 400];
  expect(kernelToEpoch(clock)(1_000)).toBe(START_MS + 1_000);
});

test('a small step is followed between passages, never within one', () => {
  const clock = new InterruptedClock();
  const epochOf = kernelToEpoch(clock);
  epochOf(1_000);
  clock.steppedMs = 200;
  expect(epochOf(1_045)).toBe(START_MS + 1_045);
  expect(epochOf(3_544)).toBe(START_MS + 3_544);
  expect(epochOf(6_044)).toBe(START_MS + 6_244);
});

test('a clock that is set takes what is under way along: the next edge follows it', () => {
  const clock = new InterruptedClock();
  const epochOf = kernelToEpoch(clock);
  epochOf(1_000);
  clock.steppedMs = -3_600_000;
  expect(epochOf(1_045)).toBe(START_MS - 3_600_000 + 1_045);
});
