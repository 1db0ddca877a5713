import type { FloorGrid } from './floor-grid.ts';

/** One second's step per axis. With the seconds after it known too, directions add nothing: `scripts/bench presence`. */
const STEP_M = 0.7;
/** What lies beyond three standard deviations, one part in four hundred, is left out. */
const REACH_SIGMAS = 3;
/** Points per cell at which the Gaussian is sampled: coarse cells would else turn a step into no step. */
const SAMPLES = 8;
/** Less belief than this in a cell is not worth moving; a lost tag is found again by other means. */
const NEGLIGIBLE = 1e-8;

/** A Gaussian step on cells of `cellM`: how much of a cell's belief goes to which of its neighbours, itself in the middle. */
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

/** Moves belief over the grid as people move who may go anywhere. Shared by all tags of a floor. */
export class RandomWalk {
  readonly #grid: FloorGrid;
  readonly #kernel: Float64Array;
  readonly #rows: Float32Array;
  /** The part of each row that holds belief, [low, high): most of a floor is empty of any one tag. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;

  constructor(grid: FloorGrid, stepM = STEP_M) {
    this.#grid = grid;
    this.#kernel = gaussianKernel(stepM, grid.cellM);
    this.#rows = new Float32Array(grid.cells);
    this.#low = new Int32Array(grid.nx);
    this.#high = new Int32Array(grid.nx);
  }

  /** In place. What walks off the floor is lost: the caller normalises. */
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
