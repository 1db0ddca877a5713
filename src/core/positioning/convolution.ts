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
/** Less belief than this in a cell is not worth moving; a lost tag is found again by other means. */
const NEGLIGIBLE = 1e-8;

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

/** Along both axes. */
export type Step = readonly [alongX: Kernel, alongY: Kernel];

/** From one column of the grid (the same x) to before another. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/** Moves belief over the grid by separable steps; what leaves the floor is lost (the caller normalises). */
export class Convolution {
  readonly #grid: FloorGrid;
  readonly #rows: Float32Array;
  /** The part of each row that holds belief, [low, high): most of a floor is empty of any one tag. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #all: Columns;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#rows = new Float32Array(grid.cells);
    this.#low = new Int32Array(grid.nx);
    this.#high = new Int32Array(grid.nx);
    this.#all = { from: 0, to: grid.nx };
  }

  /** In place, on the `cells` entries of `belief` from `at` on. There is nothing of it outside `columns`. */
  apply(belief: Float32Array, at: number, [alongX, alongY]: Step, columns: Columns = this.#all): void {
    this.#alongX(belief, at, alongX, columns);
    this.#alongY(belief, at, alongY);
  }

  #alongX(belief: Float32Array, at: number, { first, weights }: Kernel, { from, to: end }: Columns): void {
    const { nx, ny } = this.#grid;
    this.#rows.fill(0);
    this.#low.fill(ny);
    this.#high.fill(0);
    for (let ix = from; ix < end; ix++) {
      const row = at + ix * ny;
      const low = firstAbove(belief, row, ny);
      if (low === ny) continue;
      const high = lastAbove(belief, row, ny) + 1;
      for (let i = Math.max(0, -ix - first); i < weights.length && ix + first + i < nx; i++) {
        const to = ix + first + i;
        addScaled(this.#rows, to * ny + low, belief, row + low, high - low, weights[i] ?? 0);
        if (low < (this.#low[to] ?? 0)) this.#low[to] = low;
        if (high > (this.#high[to] ?? 0)) this.#high[to] = high;
      }
    }
  }

  #alongY(belief: Float32Array, at: number, { first, weights }: Kernel): void {
    const { nx, ny } = this.#grid;
    belief.fill(0, at, at + nx * ny);
    for (let ix = 0; ix < nx; ix++) {
      const row = ix * ny;
      for (let i = 0; i < weights.length; i++) {
        const step = first + i;
        const low = Math.max(this.#low[ix] ?? 0, -step);
        const high = Math.min(this.#high[ix] ?? 0, ny - step);
        addScaled(belief, at + row + low + step, this.#rows, row + low, high - low, weights[i] ?? 0);
      }
    }
  }
}

/** `length` when there is none. */
function firstAbove(belief: Float32Array, at: number, length: number): number {
  for (let i = 0; i < length; i++) if ((belief[at + i] ?? 0) > NEGLIGIBLE) return i;
  return length;
}

function lastAbove(belief: Float32Array, at: number, length: number): number {
  for (let i = length - 1; i >= 0; i--) if ((belief[at + i] ?? 0) > NEGLIGIBLE) return i;
  return -1;
}

function addScaled(
  into: Float32Array,
  intoAt: number,
  from: Float32Array,
  fromAt: number,
  length: number,
  weight: number,
): void {
  for (let i = 0; i < length; i++) {
    into[intoAt + i] = (into[intoAt + i] ?? 0) + weight * (from[fromAt + i] ?? 0);
  }
}
