import type { Candidates } from './candidates.ts';

const STRIDES = [8, 16, 32];
/**
 * Index of the objectness in a row. Before it are centre x, centre y, log width and log height. After it are the
 * classes, of which `person` is first.
 */
const OBJECTNESS = 4;
const PERSON = 5;

export interface InputSize {
  readonly inputWidth: number;
  readonly inputHeight: number;
}

/**
 * Decodes YOLOX's head (arXiv:2107.08430), which has a row for each cell of each stride's grid. A row gives the offset
 * of the box's centre and the logarithm of its size, both in strides. The score is objectness × class score, both 0 to
 * 1.
 */
export function decodeYolox(
  rows: Float32Array,
  { inputWidth, inputHeight }: InputSize,
  minScore: number,
  into: Candidates,
): void {
  const cells = STRIDES.reduce((sum, stride) => sum + cellsOf(stride, inputWidth, inputHeight), 0);
  const rowLength = rows.length / cells;
  let row = 0;
  for (const stride of STRIDES) {
    const columns = inputWidth / stride;
    for (let cell = 0; cell < cellsOf(stride, inputWidth, inputHeight); cell += 1, row += rowLength) {
      const score = (rows[row + OBJECTNESS] ?? 0) * (rows[row + PERSON] ?? 0);
      if (score < minScore) continue;
      const x = ((cell % columns) + (rows[row] ?? 0)) * stride;
      const y = (Math.floor(cell / columns) + (rows[row + 1] ?? 0)) * stride;
      const halfWidth = (Math.exp(rows[row + 2] ?? 0) * stride) / 2;
      const halfHeight = (Math.exp(rows[row + 3] ?? 0) * stride) / 2;
      into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score);
    }
  }
}

function cellsOf(stride: number, inputWidth: number, inputHeight: number): number {
  return (inputWidth / stride) * (inputHeight / stride);
}
