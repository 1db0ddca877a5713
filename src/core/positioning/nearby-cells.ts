import type { FloorGrid } from './floor-grid.ts';
import { REACH_M } from './motion-model.ts';

/** Who is hardly there is not there. */
const NEGLIGIBLE = 1e-6;

/** The rectangle of cells that a tag can be in a second after it was believed at some place. Shared by all tags of a floor. */
export class NearbyCells {
  readonly #grid: FloorGrid;
  readonly #reach: number;
  readonly #cells: Int32Array;
  readonly everywhere: Int32Array;
  /** Room for a value per cell of those found. */
  readonly layer: Float32Array;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#reach = Math.ceil(REACH_M / grid.cellM);
    this.#cells = new Int32Array(grid.cells);
    this.everywhere = Int32Array.from({ length: grid.cells }, (_, cell) => cell);
    this.layer = new Float32Array(grid.cells);
  }

  /** The array is used again for the next second. */
  find(place: Float64Array): Int32Array {
    const { nx, ny } = this.#grid;
    let [left, right, low, high] = [nx, -1, ny, -1];
    for (let cell = 0; cell < place.length; cell++) {
      if ((place[cell] ?? 0) < NEGLIGIBLE) continue;
      const ix = Math.floor(cell / ny);
      const iy = cell % ny;
      left = Math.min(left, ix);
      right = ix;
      low = Math.min(low, iy);
      high = Math.max(high, iy);
    }
    return this.#fill([left, right], [low, high]);
  }

  #fill([left, right]: readonly [number, number], [low, high]: readonly [number, number]): Int32Array {
    const { nx, ny } = this.#grid;
    const reach = this.#reach;
    let count = 0;
    for (let ix = Math.max(0, left - reach); ix <= Math.min(nx - 1, right + reach); ix++) {
      for (let iy = Math.max(0, low - reach); iy <= Math.min(ny - 1, high + reach); iy++)
        this.#cells[count++] = ix * ny + iy;
    }
    return this.#cells.subarray(0, count);
  }
}
