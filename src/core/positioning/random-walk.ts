import type { FloorGrid } from './floor-grid.ts';

/**
 * Standard deviation of one second's step per axis, in metres. A model with walking directions is no better once later
 * seconds are known (`scripts/bench presence`).
 */
const STEP_M = 0.7;
/** The kernel ends at 3 standard deviations and leaves out 0.3 % of the steps. */
const REACH_SIGMAS = 3;
/**
 * Sample points per cell for the Gaussian. With one sample per cell, belief would stay in place on a grid with large
 * cells.
 */
const SAMPLES = 8;
/** Belief below this is not moved. `weigh` adds belief to each cell again, for lost tags. */
const NEGLIGIBLE = 1e-8;

/**
 * Returns the share of a cell's belief that a Gaussian step moves to each neighbour. The middle entry is the cell
 * itself.
 */
function gaussianKernel(stepM: number, cellM: number): Float64Array {
  const reach = Math.ceil((REACH_SIGMAS * stepM) / cellM - 0.5);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < SAMPLES; k++) {
      const at = (i - reach + (k + 0.5) / SAMPLES - 0.5) * cellM;
      sum += Math.exp(-(at ** 2) / (2 * stepM ** 2));
    }
    return sum;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Moves belief over the grid like a person who may walk in any direction. All tags of a floor share one walk. */
export class RandomWalk {
  readonly #grid: FloorGrid;
  readonly #kernel: Float64Array;
  readonly #rows: Float32Array;
  /**
   * First and last + 1 index of the belief in each row. Other cells are skipped to save time, because one tag leaves
   * most of a floor empty.
   */
  readonly #low: Int32Array;
  readonly #high: Int32Array;

  constructor(grid: FloorGrid, stepM = STEP_M) {
    this.#grid = grid;
    this.#kernel = gaussianKernel(stepM, grid.cellM);
    this.#rows = new Float32Array(grid.cells);
    this.#low = new Int32Array(grid.nx);
    this.#high = new Int32Array(grid.nx);
  }

  /** Moves belief by one second in place. Belief that leaves the floor is lost, so the caller must normalise. */
  step(belief: Float32Array): void {
    this.#alongX(belief);
    this.#alongY(belief);
  }

  #alongX(belief: Float32Array): void {
    const { nx, ny } = this.#grid;
    const reach = this.#kernel.length >> 1;
    this.#rows.fill(0);
    this.#low.fill(ny);
    this.#high.fill(0);
    for (let ix = 0; ix < nx; ix++) {
      const row = ix * ny;
      const low = firstAbove(belief, row, ny);
      if (low === ny) continue;
      const high = lastAbove(belief, row, ny) + 1;
      for (let to = Math.max(0, ix - reach); to <= Math.min(nx - 1, ix + reach); to++) {
        const weight = this.#kernel[to - ix + reach] ?? 0;
        addScaled(this.#rows, to * ny + low, belief, row + low, high - low, weight);
        if (low < (this.#low[to] ?? 0)) this.#low[to] = low;
        if (high > (this.#high[to] ?? 0)) this.#high[to] = high;
      }
    }
  }

  #alongY(belief: Float32Array): void {
    const { nx, ny } = this.#grid;
    const reach = this.#kernel.length >> 1;
    belief.fill(0);
    for (let ix = 0; ix < nx; ix++) {
      const row = ix * ny;
      for (let step = -reach; step <= reach; step++) {
        const low = Math.max(this.#low[ix] ?? 0, -step);
        const high = Math.min(this.#high[ix] ?? 0, ny - step);
        const weight = this.#kernel[step + reach] ?? 0;
        addScaled(belief, row + low + step, this.#rows, row + low, high - low, weight);
      }
    }
  }
}

/** Returns the first index with more than `NEGLIGIBLE` belief, or `length` when there is none. */
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
  for (let i = 0; i < length; i++)
    into[intoAt + i] = (into[intoAt + i] ?? 0) + weight * (from[fromAt + i] ?? 0);
}
