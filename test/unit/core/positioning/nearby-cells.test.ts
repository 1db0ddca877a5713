import { expect, test } from 'vitest';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import { NearbyCells } from '../../../../src/core/positioning/nearby-cells.ts';

const grid = new FloorGrid({ widthM: 40, heightM: 40, zoneAt: () => 0, zoneCount: 1 });

function placeAt(...points: readonly (readonly [xM: number, yM: number])[]): Float64Array {
  const place = new Float64Array(grid.cells).fill(1e-9);
  for (const [xM, yM] of points) place[grid.cellAt(xM, yM)] = 1 / points.length;
  return place;
}

test('nearby is what a step reaches, and no more', () => {
  const cells = new NearbyCells(grid).find(placeAt([20, 20]));
  const reached = new Set(cells);
  for (const [xM, yM] of [
    [20, 20],
    [21.6, 20],
    [20, 18.4],
    [18.5, 21.5],
  ] as const)
    expect(reached.has(grid.cellAt(xM, yM))).toBe(true);
  expect(cells.length).toBeLessThan(grid.cells / 20);
});

test('nearby holds every place that the tag may be at, to the walls', () => {
  const reached = new Set(new NearbyCells(grid).find(placeAt([0.2, 0.2], [39.8, 20])));
  expect(reached.has(grid.cellAt(0.2, 0.2))).toBe(true);
  expect(reached.has(grid.cellAt(39.8, 20))).toBe(true);
  expect(Math.max(...reached)).toBeLessThan(grid.cells);
  expect(Math.min(...reached)).toBeGreaterThanOrEqual(0);
});
