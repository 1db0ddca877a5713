import { expect, test } from 'vitest';
import type { FloorPair } from '../../../../../src/web/app/devices/calibration-math.ts';
import {
  CalibrationQuality,
  countsInPicture,
  findQuality,
} from '../../../../../src/web/app/devices/calibration-quality.ts';

const CORNERS = [0, 4, 8].flatMap((x) => [0, 3, 6].map((y) => [x, y] as const));

/** Nine points of a camera at 100 pixels a metre; the middle one was tapped so far beside its place. */
function pairsWith(offM: number): FloorPair[] {
  return CORNERS.map(([x, y]) => {
    const off = x === 4 && y === 3 ? offM : 0;
    return { picture: [x * 100, y * 100], floor: [x + off, y] };
  });
}

test.each([
  [0, true],
  [0.5, true],
  [1, false],
  [3, false],
])('a point that is %d m beside its place leaves the tick: %s', (offM, isWell) => {
  const kept = pairsWith(offM);
  const drawn = JSON.stringify(CalibrationQuality({ kept }));
  expect(findQuality(kept).isWell).toBe(isWell);
  expect([drawn.includes('✓'), drawn.includes('"good"'), drawn.includes('"warn"')]).toEqual([
    isWell,
    isWell,
    !isWell,
  ]);
  expect(drawn.includes('Too much for zones under 2 m')).toBe(!isWell);
});

test('a camera without points has no tick either', () => {
  expect(JSON.stringify(CalibrationQuality({ kept: [] }))).not.toContain('✓');
});

test('a camera that counts in its own picture needs no points, and is not amber without them', () => {
  const line = { id: 'way', name: 'Way', space: 'street', from: [0, 0], to: [1, 1], in: 'left' } as const;
  expect(countsInPicture({ zones: [], lines: [line] }, 'street')).toBe(true);
  expect(countsInPicture({ zones: [], lines: [line] }, 'ceiling')).toBe(false);
  const drawn = JSON.stringify(CalibrationQuality({ kept: [], needsFloor: false }));
  expect([drawn.includes('✓'), drawn.includes('"warn"')]).toEqual([false, false]);
  // Points that were set badly stay told: it sees the floor by them.
  expect(findQuality(pairsWith(3), false).isWell).toBe(false);
});
