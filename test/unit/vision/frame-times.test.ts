import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { createFrameTimes } from '../../../src/vision/frame-times.ts';

class SetClocks {
  wall = 1_000_000;
  monotonic = 50;

  wallMs(): number {
    return this.wall;
  }

  monotonicMs(): number {
    return this.monotonic;
  }

  pass(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }
}

describe('times of frames', () => {
  test("a file's frames follow from its start time alone", () => {
    const times = createFrameTimes({ kind: 'file', path: 'x', startAt: 5_000 as EpochMs }, new SetClocks());
    expect([0, 33_333, 66_667, 139_300_000].map((ptsUs) => times.at(ptsUs))).toEqual([
      5000, 5033, 5067, 144_300,
    ]);
  });

  test('without one they follow from when the first frame was there', () => {
    const clocks = new SetClocks();
    const times = createFrameTimes({ kind: 'file', path: 'x' }, clocks);
    expect(times.at(0)).toBe(1_000_000);
    clocks.pass(900);
    expect(times.at(100_000)).toBe(1_000_100);
  });

  test('of a live camera the stream keeps time, not the network', () => {
    const clocks = new SetClocks();
    const times = createFrameTimes({ kind: 'rtsp', url: 'rtsp://x' }, clocks);
    times.at(0);
    const seen: number[] = [];
    for (const [index, lateMs] of [0, 30, 0, 70, 10].entries()) {
      clocks.pass(100);
      const [wall, monotonic] = [clocks.wall, clocks.monotonic];
      clocks.pass(lateMs);
      seen.push(times.at((index + 1) * 100_000) - 1_000_000);
      Object.assign(clocks, { wall, monotonic });
    }
    expect(seen).toEqual([100, 200, 300, 400, 500]);
  });

  test('a step of wall time moves them by that step', () => {
    const clocks = new SetClocks();
    const times = createFrameTimes({ kind: 'v4l2', device: '/dev/video0' }, clocks);
    times.at(0);
    clocks.pass(100);
    clocks.wall += 3_600_000;
    expect(times.at(100_000)).toBe(1_000_100 + 3_600_000);
  });
});
