/** Solves small dense symmetric systems of equations, stored row by row. Made for a few hundred unknowns at most. */

/** Turns the lower triangle of a symmetric positive definite n × n matrix into its Cholesky factor, in place. */
export function factorize(matrix: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const pivot = Math.sqrt(Math.max(rowDot(matrix, n, j, j), 1e-12));
    matrix[j * n + j] = pivot;
    for (let i = j + 1; i < n; i++) matrix[i * n + j] = rowDot(matrix, n, i, j) / pivot;
  }
}

/** a[i][j] minus the dot product of the first j entries of rows i and j. */
function rowDot(matrix: Float64Array, n: number, i: number, j: number): number {
  let sum = matrix[i * n + j] ?? 0;
  const a = i * n;
  const b = j * n;
  for (let k = 0; k < j; k++) sum -= (matrix[a + k] ?? 0) * (matrix[b + k] ?? 0);
  return sum;
}

/** Solves L x = b in place. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (factor[i * n + i] ?? 1);
  }
}

/** Solves Lᵀ x = b in place. */
export function solveUpper(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (factor[i * n + i] ?? 1);
  }
}

/** Solves L Lᵀ x = b in place, by the factor L of a matrix. */
export function solveFactored(factor: Float64Array, n: number, b: Float64Array): void {
  solveLower(factor, n, b);
  solveUpper(factor, n, b);
}

/** Solves A x = b for a symmetric positive definite A. Overwrites A; b becomes x. */
export function solveSymmetric(matrix: Float64Array, n: number, b: Float64Array): void {
  factorize(matrix, n);
  solveFactored(matrix, n, b);
}
