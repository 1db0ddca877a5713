import { describe, expect, test } from 'vitest';
import { StreamClock } from '../../../../src/vision/capture/stream-clock.ts';
import { randomFrom } from '../../../support/random.ts';

describe('the clock of a live stream', () => {
  test('delays do not move frames: they stay evenly spaced once a quick one was seen', () => {
    const clock = new StreamClock();
    clock.placeMs(0, 10_000);
    const placed = [40, 5, 180, 0, 90].map((lateMs, index) =>
      clock.placeMs((index + 1) * 100, 10_000 + (index + 1) * 100 + lateMs),
    );
    expect(placed).toEqual([10_100, 10_200, 10_300, 10_400, 10_500]);
  });

  test('a burst at the start is placed at the end of its delay, never before the frame before it', () => {
    const clock = new StreamClock();
    const placed = [0, 100, 200, 300].map((streamMs, index) => clock.placeMs(streamMs, 5_000 + index));
    expect(placed).toEqual([5_000, 5_001, 5_002, 5_003]);
  });

  test('a stream that starts anew is placed anew', () => {
    const clock = new StreamClock();
    clock.placeMs(90_000, 1_000);
    expect(clock.placeMs(0, 6_000)).toBe(6_000);
    expect(clock.placeMs(100, 6_170)).toBe(6_100);
  });

  test('a stream that jumps ahead is placed at its arrival', () => {
    const clock = new StreamClock();
    clock.placeMs(0, 1_000);
    expect(clock.placeMs(3_600_000, 1_100)).toBe(1_100);
  });

  test.each([0.9998, 1.0002])(
    'a clock that runs at %d is followed within 15 ms, under delays of up to 80 ms',
    (rate) => {
      const clock = new StreamClock();
      const random = randomFrom(1);
      let worstMs = 0;
      for (let frame = 0; frame < 36_000; frame += 1) {
        const takenMs = frame * 100;
        const placed = clock.placeMs(takenMs * rate, takenMs + 80 * random() ** 2);
        if (frame > 300) worstMs = Math.max(worstMs, Math.abs(placed - takenMs));
      }
      expect(worstMs).toBeLessThan(15);
    },
  );
});
