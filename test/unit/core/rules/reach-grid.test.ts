import { expect, it } from 'vitest';
import { distanceToSegment, isInside } from '../../../../src/core/geometry/polygon.ts';
import type { Polygon } from '../../../../src/core/model/shapes.ts';
import { ReachGrid } from '../../../../src/core/rules/reach-grid.ts';
import { Random } from '../../../support/seeded-random.ts';

const SLANTED = [
  { x: 100, y: 0 },
  { x: 260, y: 40 },
  { x: 200, y: 140 },
  { x: 90, y: 100 },
];
/** Overlaps the slanted one. */
const SQUARE = [
  { x: 180, y: 60 },
  { x: 320, y: 60 },
  { x: 320, y: 200 },
  { x: 180, y: 200 },
];

function findDistance(polygon: Polygon, x: number, y: number): number {
  const sides = polygon.map((from, i) =>
    distanceToSegment(from, polygon[(i + 1) % polygon.length] ?? from, x, y),
  );
  return isInside(polygon, x, y) ? 0 : Math.min(...sides);
}

it('never tells a longer distance than the true one, nor a polygon that is not the only one', () => {
  const polygons = [SLANTED, SQUARE];
  const grid = new ReachGrid(polygons, 200);
  const random = new Random(7);
  let [far, whole] = [0, 0];
  for (let n = 0; n < 5_000; n++) {
    const x = random.int(-200, 600) + 0.3;
    const y = random.int(-250, 450) + 0.3;
    const answer = grid.find(x, y);
    const distances = polygons.map((polygon) => findDistance(polygon, x, y));
    if (answer > 0 && Number.isFinite(answer)) {
      expect(answer).toBeLessThanOrEqual(Math.min(...distances) + 1e-3);
      far += 1;
    }
    if (answer >= 0) continue;
    expect(distances.flatMap((distance, i) => (distance === 0 ? [i] : []))).toEqual([-1 - answer]);
    whole += 1;
  }
  expect(far).toBeGreaterThan(1_000);
  expect(whole).toBeGreaterThan(100);
});
