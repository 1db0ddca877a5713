import type { Step } from './convolution.ts';
import { Convolution, gaussianKernel } from './convolution.ts';
import type { FloorGrid } from './floor-grid.ts';

/** One second's step per axis, in either direction. */
const STEP_M = 0.5;
/** Who is hardly there came from nowhere. */
const NEGLIGIBLE = 1e-6;

/** Where a tag that is now in a cell most likely came from, given where it was believed. Shared by all tags of a floor. */
export class PathSteps {
  readonly grid: FloorGrid;
  readonly #spread: Convolution;
  readonly #step: Step;
  readonly #place: Float32Array;
  readonly #xM: Float32Array;
  readonly #yM: Float32Array;
  /** The cells with a past; the corner of the four cells around each one's; how far beyond it that is, 0 to 1 a cell. */
  readonly #cells: Int32Array;
  readonly #from: Int32Array;
  readonly #alongX: Float32Array;
  readonly #alongY: Float32Array;
  #count = 0;
  readonly #before: Float32Array;

  constructor(grid: FloorGrid) {
    const field = () => new Float32Array(grid.cells);
    this.grid = grid;
    this.#spread = new Convolution(grid);
    const alongAxis = gaussianKernel(0, STEP_M, grid.cellM);
    this.#step = [alongAxis, alongAxis];
    this.#place = field();
    this.#xM = field();
    this.#yM = field();
    this.#alongX = field();
    this.#alongY = field();
    this.#cells = new Int32Array(grid.cells);
    this.#from = new Int32Array(grid.cells);
    this.#before = field();
  }

  /** A step from `place`. */
  stepFrom(place: Float64Array): void {
    const { cells, xM, yM } = this.grid;
    for (let cell = 0; cell < cells; cell++) {
      const p = place[cell] ?? 0;
      this.#place[cell] = p;
      this.#xM[cell] = p * (xM[cell] ?? 0);
      this.#yM[cell] = p * (yM[cell] ?? 0);
    }
    for (const field of [this.#place, this.#xM, this.#yM]) {
      this.#spread.apply(field, 0, this.#step);
    }
    this.#count = 0;
    for (let cell = 0; cell < cells; cell++) if ((this.#place[cell] ?? 0) > NEGLIGIBLE) this.#findPast(cell);
  }

  #findPast(cell: number): void {
    const { nx, ny, cellM } = this.grid;
    const p = this.#place[cell] ?? 1;
    const x = clampToGrid((this.#xM[cell] ?? 0) / p / cellM - 0.5, nx);
    const y = clampToGrid((this.#yM[cell] ?? 0) / p / cellM - 0.5, ny);
    const ix = Math.max(0, Math.min(nx - 2, Math.floor(x)));
    const iy = Math.max(0, Math.min(ny - 2, Math.floor(y)));
    const at = this.#count++;
    this.#cells[at] = cell;
    this.#from[at] = ix * ny + iy;
    this.#alongX[at] = x - ix;
    this.#alongY[at] = y - iy;
  }

  /** In place, on the field from `at` on: each cell gets `keep` of what was where it came from, or nothing. */
  carry(field: Float32Array, at: number, keep: number): void {
    const { cells, ny } = this.grid;
    const before = this.#before;
    before.set(field.subarray(at, at + cells));
    field.fill(0, at, at + cells);
    for (let i = 0; i < this.#count; i++) {
      const from = this.#from[i] ?? 0;
      const x = this.#alongX[i] ?? 0;
      const y = this.#alongY[i] ?? 0;
      const low = (before[from] ?? 0) * (1 - y) + (before[from + 1] ?? 0) * y;
      const high = (before[from + ny] ?? 0) * (1 - y) + (before[from + ny + 1] ?? 0) * y;
      field[at + (this.#cells[i] ?? 0)] = keep * (low + (high - low) * x);
    }
  }
}

function clampToGrid(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}
