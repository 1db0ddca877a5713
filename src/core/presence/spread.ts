import type { FloorGrid } from './floor-grid.ts';

/** A one-axis step: how much of a cell's belief goes to the cells from `first` on, counted from itself. */
export interface Kernel {
  readonly first: number;
  readonly weights: Float64Array;
}

/** What lies beyond three standard deviations, one part in four hundred, is left out. */
const REACH_SIGMAS = 3;
/** Points per cell at which the Gaussian is sampled: coarse cells would else turn a step into no step. */
const SAMPLES = 8;
/** A row of cells with less belief than this is not worth moving; a lost tag is found again by other means. */
const NEGLIGIBLE_ROW = 1e-7;

/** A Gaussian step of `shiftM` ± `sigmaM` on cells of `cellM`. */
export function gaussianKernel(shiftM: number, sigmaM: number, cellM: number): Kernel {
  const first = Math.floor((shiftM - REACH_SIGMAS * sigmaM) / cellM + 0.5);
  const last = Math.ceil((shiftM + REACH_SIGMAS * sigmaM) / cellM - 0.5);
  const weights = Float64Array.from({ length: last - first + 1 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < SAMPLES; k++) {
      const at = (first + i + (k + 0.5) / SAMPLES - 0.5) * cellM;
      sum += Math.exp(-((at - shiftM) ** 2) / (2 * sigmaM ** 2));
    }
    return sum;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { first, weights: weights.map((weight) => weight / total) };
}

/** Moves belief over the grid by separable steps; what leaves the floor is lost (the caller normalises). */
export class Spread {
  readonly #grid: FloorGrid;
  readonly #rows: Float64Array;
  readonly #touched: Uint8Array;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#rows = new Float64Array(grid.cells);
    this.#touched = new Uint8Array(grid.nx);
  }

  /** In place, on the `cells` entries of `belief` from `at` on. */
  apply(belief: Float64Array, at: number, alongX: Kernel, alongY: Kernel): void {
    this.#alongX(belief, at, alongX);
    this.#alongY(belief, at, alongY);
  }

  #alongX(belief: Float64Array, at: number, { first, weights }: Kernel): void {
    const { nx, ny } = this.#grid;
    this.#rows.fill(0);
    this.#touched.fill(0);
    for (let ix = 0; ix < nx; ix++) {
      const row = at + ix * ny;
      if (rowSum(belief, row, ny) < NEGLIGIBLE_ROW) continue;
      for (let i = 0; i < weights.length; i++) {
        const to = ix + first + i;
        if (to < 0 || to >= nx) continue;
        addScaled(this.#rows, to * ny, belief, row, ny, weights[i] ?? 0);
        this.#touched[to] = 1;
      }
    }
  }

  #alongY(belief: Float64Array, at: number, { first, weights }: Kernel): void {
    const { nx, ny } = this.#grid;
    belief.fill(0, at, at + nx * ny);
    for (let ix = 0; ix < nx; ix++) {
      if (this.#touched[ix] === 0) continue;
      const row = ix * ny;
      for (let i = 0; i < weights.length; i++) {
        const step = first + i;
        const length = ny - Math.abs(step);
        const [to, from] = step > 0 ? [row + step, row] : [row, row - step];
        addScaled(belief, at + to, this.#rows, from, length, weights[i] ?? 0);
      }
    }
  }
}

function rowSum(from: Float64Array, at: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += from[at + i] ?? 0;
  return sum;
}

function addScaled(
  into: Float64Array,
  intoAt: number,
  from: Float64Array,
  fromAt: number,
  length: number,
  weight: number,
): void {
  for (let i = 0; i < length; i++) {
    into[intoAt + i] = (into[intoAt + i] ?? 0) + weight * (from[fromAt + i] ?? 0);
  }
}
