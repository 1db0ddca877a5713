import { describe, expect, test } from 'vitest';
import { SparseAssignment } from '../../../../src/core/tracking/sparse-assignment.ts';
import { seeded } from './scene.ts';

const assignment = new SparseAssignment();

function solve(gains: readonly (readonly number[])[], columns: number): number[] {
  assignment.begin(columns);
  for (const row of gains) {
    assignment.row();
    row.forEach((gain, column) => {
      if (gain > 0) assignment.pair(column, gain);
    });
  }
  assignment.solve();
  return [...assignment.columnOf.slice(0, gains.length)];
}

function bestTotal(gains: readonly (readonly number[])[], row = 0, taken = 0): number {
  const own = gains[row];
  if (own === undefined) return 0;
  let best = bestTotal(gains, row + 1, taken);
  own.forEach((gain, column) => {
    if (gain > 0 && (taken & (1 << column)) === 0)
      best = Math.max(best, gain + bestTotal(gains, row + 1, taken | (1 << column)));
  });
  return best;
}

describe('the sparse assignment', () => {
  test('reaches the largest total on every small problem, with and without ties', () => {
    const random = seeded(3);
    for (let round = 0; round < 2000; round++) {
      const [rows, columns] = [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 6)];
      const [density, isTied] = [random(), random() < 0.5];
      const gains = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => {
          if (random() > density) return 0;
          return isTied ? Math.ceil(random() * 4) : random();
        }),
      );
      const mates = solve(gains, columns);
      const used = mates.filter((column) => column >= 0);
      expect(new Set(used).size).toBe(used.length);
      const total = mates.reduce((sum, column, row) => sum + (gains[row]?.[column] ?? 0), 0);
      expect(total).toBeCloseTo(bestTotal(gains), 9);
    }
  });

  test('grows to any size and keeps both directions in step', () => {
    const size = 300;
    const gains = Array.from({ length: size }, (_, r) =>
      Array.from({ length: size }, (_, c) => (Math.abs(r - c) <= 1 ? 1 + (r === c ? 1 : 0) : 0)),
    );
    const mates = solve(gains, size);
    mates.forEach((column, row) => {
      expect(column).toBe(row);
      expect(assignment.rowOf[column]).toBe(row);
    });
  });

  test('leaves a row alone that has no pair', () => {
    expect(
      solve(
        [
          [0, 1],
          [0, 0],
          [0, 2],
        ],
        2,
      ),
    ).toEqual([-1, -1, 1]);
  });
});
