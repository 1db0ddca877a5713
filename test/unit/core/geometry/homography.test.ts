import { describe, expect, test } from 'vitest';
import { fitHomography, isBelowHorizon, project } from '../../../../src/core/geometry/homography.ts';
import type { Homography } from '../../../../src/core/model/shapes.ts';
import { createRandom } from '../../../support/random.ts';

/** A camera that looks down at a floor at an angle: picture → metres. */
const TRUE_MAP: Homography = [0.021, 0.004, -3, 0.001, 0.05, -4, 0.0002, 0.004, 1];

const pairAt = (x: number, y: number) => {
  const floor = project(TRUE_MAP, x, y);
  if (floor === undefined) throw new Error('beyond the horizon');
  return { picture: { x, y }, floor };
};

const CORNERS = [pairAt(50, 100), pairAt(600, 110), pairAt(620, 450), pairAt(30, 440)];

describe('a camera’s calibration', () => {
  test('from four points maps every point of the floor, both ways', () => {
    const fit = fitHomography(CORNERS);
    if (fit === undefined) throw new Error('four corners fix a plane');
    for (const [x, y] of [
      [300, 300],
      [10, 400],
      [600, 200],
    ] as const) {
      const floor = project(fit.pictureToFloor, x, y);
      const expected = project(TRUE_MAP, x, y);
      expect(floor?.x).toBeCloseTo(expected?.x ?? 0, 6);
      expect(floor?.y).toBeCloseTo(expected?.y ?? 0, 6);
      const back = project(fit.floorToPicture, floor?.x ?? 0, floor?.y ?? 0);
      expect(back?.x).toBeCloseTo(x, 4);
      expect(back?.y).toBeCloseTo(y, 4);
    }
  });

  test.each([
    ['three points', CORNERS.slice(0, 3)],
    [
      'four points of which three lie on a line',
      [pairAt(50, 100), pairAt(150, 200), pairAt(250, 300), pairAt(400, 100)],
    ],
    ['four times the same point', Array.from({ length: 4 }, () => pairAt(100, 100))],
  ])('is refused from %s', (_what, pairs) => {
    expect(fitHomography(pairs)).toBeUndefined();
  });

  test('tells an error that is about the true one when the taps are off', () => {
    const random = createRandom(2);
    const jitter = () => (random() + random() + random() + random() - 2) * 3.5;
    let told = 0;
    let truth = 0;
    for (let trial = 0; trial < 200; trial++) {
      const pairs = [...CORNERS, pairAt(300, 250), pairAt(150, 350), pairAt(500, 380)].map(
        ({ picture, floor }) => ({
          picture: { x: picture.x + jitter(), y: picture.y + jitter() },
          floor,
        }),
      );
      const fit = fitHomography(pairs);
      if (fit === undefined) continue;
      told += fit.errorM ** 2;
      const floor = project(fit.pictureToFloor, 320, 300);
      const expected = project(TRUE_MAP, 320, 300);
      truth += Math.hypot((floor?.x ?? 0) - (expected?.x ?? 0), (floor?.y ?? 0) - (expected?.y ?? 0)) ** 2;
    }
    expect(Math.sqrt(told / truth)).toBeGreaterThan(0.8);
    expect(Math.sqrt(told / truth)).toBeLessThan(4);
  });

  test('knows which points have no place on the floor', () => {
    const fit = fitHomography(CORNERS);
    if (fit === undefined) throw new Error('four corners fix a plane');
    expect(isBelowHorizon(fit.pictureToFloor, { x: 300, y: 300 }, 300, 400)).toBe(true);
    expect(isBelowHorizon(fit.pictureToFloor, { x: 300, y: 300 }, 300, -400)).toBe(false);
  });
});
