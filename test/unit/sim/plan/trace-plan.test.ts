import { describe, expect, test } from 'vitest';
import type { GreyPicture } from '../../../../src/sim/plan/grey-picture.ts';
import { tracePlan } from '../../../../src/sim/plan/trace-plan.ts';

type Box = readonly [x: number, y: number, width: number, height: number];

/** A light picture of 480 × 320 pixels with dark boxes, and light ones over them. */
function draw(dark: readonly Box[], light: readonly Box[] = []): GreyPicture {
  const [width, height] = [480, 320];
  const pixels = new Uint8Array(width * height).fill(250);
  const fill = ([left, top, across, down]: Box, grey: number) => {
    for (let y = top; y < top + down; y++) pixels.fill(grey, y * width + left, y * width + left + across);
  };
  for (const box of dark) fill(box, 20);
  for (const box of light) fill(box, 250);
  return { width, height, pixels };
}

/** 400 × 240 pixels inside walls of 10 pixels. */
const OUTER: readonly Box[] = [
  [30, 30, 420, 10],
  [30, 280, 420, 10],
  [30, 30, 10, 260],
  [440, 30, 10, 260],
];

describe('a plan', () => {
  test('has the floor between its outer walls, and what is drawn beside them is none of it', () => {
    const legend: Box = [5, 5, 200, 6];
    expect(tracePlan(draw([...OUTER, legend]), 10)?.floor).toEqual({ widthM: 10, heightM: 6 });
  });

  test('has a door where an outer wall is open, and none where a chimney or a shop window is', () => {
    const door: Box = [140, 280, 60, 10];
    const slit: Box = [300, 280, 10, 10];
    const window: Box = [200, 30, 200, 10];
    const plan = tracePlan(draw(OUTER, [door, slit, window]), 10);
    expect(plan?.gaps).toEqual([{ from: { x: 2.5, y: 6 }, to: { x: 4, y: 6 } }]);
  });

  test('has filled walls as they are, without thin lines and letters', () => {
    const wall: Box = [240, 40, 8, 100];
    const doorLeaf: Box = [100, 100, 80, 1];
    const letter: Box = [60, 60, 10, 14];
    expect(tracePlan(draw([...OUTER, wall, doorLeaf, letter]), 10)?.walls).toEqual([
      [
        { x: 5, y: 0 },
        { x: 5.2, y: 0 },
        { x: 5.2, y: 2.5 },
        { x: 5, y: 2.5 },
      ],
    ]);
  });

  test('has no more walls than a scenario takes, however ragged it is', () => {
    const steps = Array.from({ length: 60 }, (_, i): Box => [50 + 6 * i, 50 + 3 * i, 10, 10]);
    const others = steps.map(([x, y, ...size]): Box => [x, 270 - y, ...size]);
    const walls = tracePlan(draw([...OUTER, ...steps, ...others]), 30)?.walls ?? [];
    expect(walls.length).toBeGreaterThan(20);
    expect(walls.length).toBeLessThanOrEqual(200);
  });

  test('without walls is none', () => {
    expect(tracePlan(draw([]), 10)).toBeUndefined();
  });
});
