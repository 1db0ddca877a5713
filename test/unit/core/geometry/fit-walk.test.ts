import { describe, expect, test } from 'vitest';
import type { Stop } from '../../../../src/core/geometry/fit-walk.ts';
import { fitWalk } from '../../../../src/core/geometry/fit-walk.ts';
import { fitHomography, project } from '../../../../src/core/geometry/homography.ts';
import { Random } from '../../../support/seeded-random.ts';

/** A camera that looks down a floor of 8 × 6 m at a slant. */
const TRUE_MAP = fitHomography([
  { picture: { x: 100, y: 460 }, floor: { x: 0, y: 6 } },
  { picture: { x: 560, y: 450 }, floor: { x: 8, y: 6 } },
  { picture: { x: 430, y: 150 }, floor: { x: 8, y: 0 } },
  { picture: { x: 220, y: 150 }, floor: { x: 0, y: 0 } },
]);
const PLACES = [
  [1, 5],
  [7, 5],
  [6.5, 1],
  [1.5, 1.2],
  [4, 3],
  [2, 3.5],
  [6, 3],
  [4, 5.5],
] as const;

/** Somebody stands at each place; `strangers` others are seen somewhere else. */
function walk(strangers: number, mistakesM = 0): Stop[] {
  const dice = new Random(5);
  const random = () => dice.next();
  return PLACES.map(([x, y]) => {
    const off = () => (random() - 0.5) * 2 * mistakesM;
    const foot = TRUE_MAP && project(TRUE_MAP.floorToPicture, x, y);
    if (foot === undefined) throw new Error('the camera does not see this place');
    const others = Array.from({ length: strangers }, () => ({ x: random() * 640, y: 150 + random() * 320 }));
    const own = { x: foot.x + (random() - 0.5) * 4, y: foot.y + (random() - 0.5) * 4 };
    return { floor: { x: x + off(), y: y + off() }, seen: [...others, own] };
  });
}

function worstErrorM(stops: readonly Stop[]): number {
  const fit = fitWalk(stops);
  if (fit === undefined || TRUE_MAP === undefined) return Number.POSITIVE_INFINITY;
  const { pictureToFloor } = fit.calibration;
  const { floorToPicture } = TRUE_MAP;
  return Math.max(
    ...PLACES.map(([x, y]) => {
      const foot = project(floorToPicture, x, y);
      const at = foot && project(pictureToFloor, foot.x, foot.y);
      return at === undefined ? Number.POSITIVE_INFINITY : Math.hypot(at.x - x, at.y - y);
    }),
  );
}

describe('a calibration by walking', () => {
  test('is good to centimetres when the walker is alone', () => {
    expect(worstErrorM(walk(0))).toBeLessThan(0.15);
  });

  test('finds the walker among other people', () => {
    expect(worstErrorM(walk(2))).toBeLessThan(0.3);
  });

  test('bears taps on the plan that miss by a few decimetres', () => {
    expect(worstErrorM(walk(0, 0.2))).toBeLessThan(0.6);
  });

  test('leaves out a stop at which another person was taken for the walker', () => {
    const stops = walk(0).with(4, { floor: { x: 4, y: 3 }, seen: [{ x: 120, y: 440 }] });
    expect(fitWalk(stops)?.leftOut).toBe(1);
    expect(worstErrorM(stops)).toBeLessThan(0.2);
  });

  test('says nothing of three stops, and nothing where nothing agrees', () => {
    expect(fitWalk(walk(0).slice(0, 3))).toBeUndefined();
    const dice = new Random(9);
    const noise = PLACES.map(([x, y]) => ({
      floor: { x, y },
      seen: [{ x: dice.next() * 640, y: dice.next() * 480 }],
    }));
    expect(fitWalk(noise, 0.2)).toBeUndefined();
  });
});
