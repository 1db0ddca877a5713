import { describe, expect, test } from 'vitest';
import { Convolution, gaussianKernel } from '../../../../src/core/positioning/convolution.ts';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';

function gridOf(widthM: number, heightM: number): FloorGrid {
  return new FloorGrid({ widthM, heightM, zoneAt: () => 0, zoneCount: 1 });
}

describe('moving belief', () => {
  test.each([
    [0.6, 0.3],
    [-0.42, 0.3],
    [0, 0.7],
  ])('by %d m ± %d m moves its mean and spread by that much', (shiftM, sigmaM) => {
    const grid = gridOf(20, 20);
    const belief = new Float32Array(grid.cells);
    belief[grid.cellAt(10.1, 10.1)] = 1;
    const start = grid.xM[grid.cellAt(10.1, 10.1)] ?? 0;
    new Convolution(grid).apply(belief, 0, [
      gaussianKernel(shiftM, sigmaM, grid.cellM),
      gaussianKernel(0, sigmaM, grid.cellM),
    ]);
    const mean = belief.reduce((sum, p, cell) => sum + p * (grid.xM[cell] ?? 0), 0);
    const square = belief.reduce((sum, p, cell) => sum + p * ((grid.xM[cell] ?? 0) - mean) ** 2, 0);
    expect(belief.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    expect(mean - start).toBeCloseTo(shiftM, 1);
    expect(Math.abs(Math.sqrt(square) - sigmaM)).toBeLessThan(0.08);
  });

  test('loses what walks off the floor', () => {
    const grid = gridOf(4, 4);
    const belief = new Float32Array(grid.cells);
    belief[0] = 1;
    const kernel = gaussianKernel(-0.6, 0.3, grid.cellM);
    new Convolution(grid).apply(belief, 0, [kernel, kernel]);
    expect(belief.reduce((a, b) => a + b, 0)).toBeLessThan(0.3);
  });
});

test('cells grow with the floor, so that the cost of a tag and second does not', () => {
  expect(gridOf(20, 18).cellM).toBe(0.5);
  expect(gridOf(200, 100).cells).toBeLessThanOrEqual(4200);
});
