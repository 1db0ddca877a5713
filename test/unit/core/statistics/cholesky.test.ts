import { expect, test } from 'vitest';
import { solveSymmetric } from '../../../../src/core/statistics/cholesky.ts';

test('a symmetric positive definite system is solved', () => {
  const matrix = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
  const right = Float64Array.of(4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294);
  solveSymmetric(matrix, 3, right);
  expect([...right].map((x) => Math.round(x * 1e6) / 1e6)).toEqual([1, 2, 3]);
});
