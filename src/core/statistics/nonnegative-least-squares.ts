const SWEEPS = 400;
const ENOUGH = 1e-9;

/** The x ≥ 0 that minimises xᵀAx/2 − bᵀx for a positive definite A, row by row: coordinate descent. */
export function solveNonNegative(a: readonly number[], b: readonly number[]): number[] {
  const size = b.length;
  const x = new Array<number>(size).fill(1 / size);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let change = 0;
    for (let k = 0; k < size; k++) {
      const next = bestOf(a, b, x, k);
      change = Math.max(change, Math.abs(next - (x[k] ?? 0)));
      x[k] = next;
    }
    if (change < ENOUGH) break;
  }
  return x;
}

/** Best value of coordinate `k` while the other coordinates stay. */
function bestOf(a: readonly number[], b: readonly number[], x: readonly number[], k: number): number {
  const size = b.length;
  const own = a[k * size + k] ?? 1;
  let rest = (b[k] ?? 0) + own * (x[k] ?? 0);
  for (let l = 0; l < size; l++) rest -= (a[k * size + l] ?? 0) * (x[l] ?? 0);
  return Math.max(0, rest / own);
}

/** Inverts a positive definite matrix, given row by row: Gauss–Jordan elimination without pivots. */
export function invertMatrix(a: readonly number[]): number[] {
  const size = Math.round(Math.sqrt(a.length));
  const left = [...a];
  const right = left.map((_value, cell) => (cell % (size + 1) === 0 ? 1 : 0));
  for (let k = 0; k < size; k++) {
    const pivot = left[k * size + k] ?? 1;
    scaleRow(left, k, size, 1 / pivot);
    scaleRow(right, k, size, 1 / pivot);
    for (let row = 0; row < size; row++) {
      const factor = left[row * size + k] ?? 0;
      if (row === k || factor === 0) continue;
      subtractRow(left, { row, from: k, factor, size });
      subtractRow(right, { row, from: k, factor, size });
    }
  }
  return right;
}

function scaleRow(matrix: number[], row: number, size: number, by: number): void {
  for (let column = 0; column < size; column++) {
    matrix[row * size + column] = (matrix[row * size + column] ?? 0) * by;
  }
}

function subtractRow(
  matrix: number[],
  { row, from, factor, size }: { row: number; from: number; factor: number; size: number },
): void {
  for (let column = 0; column < size; column++) {
    const cell = row * size + column;
    matrix[cell] = (matrix[cell] ?? 0) - factor * (matrix[from * size + column] ?? 0);
  }
}
