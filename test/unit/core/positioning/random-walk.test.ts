import { describe, expect, test } from 'vitest';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import { RandomWalk } from '../../../../src/core/positioning/random-walk.ts';

function gridOf(widthM: number, heightM: number): FloorGrid {
  return new FloorGrid({ widthM, heightM, zoneAt: () => 0, zoneCount: 1 });
}

describe('moving belief', () => {
  test.each([0.3, 0.7])('by ± %d m leaves its mean and spreads it by that much', (stepM) => {
    const grid = gridOf(20, 20);
    const belief = new Float32Array(grid.cells);
    belief[grid.cellAt(10.1, 10.1)] = 1;
    const start = grid.xM[grid.cellAt(10.1, 10.1)] ?? 0;
    new RandomWalk(grid, stepM).step(belief);
    const mean = belief.reduce((sum, p, cell) => sum + p * (grid.xM[cell] ?? 0), 0);
    const square = belief.reduce((sum, p, cell) => sum + p * ((grid.xM[cell] ?? 0) - mean) ** 2, 0);
    expect(belief.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    expect(mean).toBeCloseTo(start, 3);
    expect(Math.abs(Math.sqrt(square) - stepM)).toBeLessThan(0.08);
  });

  test('loses what walks off the floor', () => {
    const grid = gridOf(4, 4);
    const belief = new Float32Array(grid.cells);
    belief[0] = 1;
    new RandomWalk(grid, 0.3).step(belief);
    expect(belief.reduce((a, b) => a + b, 0)).toBeLessThan(0.9);
    expect(belief.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.5);
  });
});

test('cells grow with the floor, so that the cost of a tag and second does not', () => {
  expect(gridOf(20, 18).cellM).toBe(0.5);
  expect(gridOf(200, 100).cells).toBeLessThanOrEqual(4200);
});
