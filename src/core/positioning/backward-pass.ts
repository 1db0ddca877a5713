import type { Step } from './convolution.ts';
import { Convolution, gaussianKernel } from './convolution.ts';
import type { FloorGrid } from './floor-grid.ts';
import { normalize } from './motion-model.ts';
import { STEP_M } from './radio-model/smoother.ts';

/** Share of belief that may have come from anywhere: the filter's own steps are not those of a random walk. */
const ELSEWHERE_SHARE = 1e-3;
/** Who is hardly there is not worth following. */
const NEGLIGIBLE = 1e-6;

/** A belief as it was in one second: per cell from `first` on, and nothing elsewhere. */
export interface KeptBelief {
  readonly first: number;
  readonly share: Float32Array;
}

export function keepBelief(belief: Float64Array): KeptBelief {
  let first = 0;
  let end = belief.length;
  while (first < end && (belief[first] ?? 0) < NEGLIGIBLE) first++;
  while (end > first && (belief[end - 1] ?? 0) < NEGLIGIBLE) end--;
  return { first, share: Float32Array.from(belief.subarray(first, end)) };
}

/**
 * Where a tag was, given also the levels that came after: from the newest belief of a filter back to the oldest. Shared by all
 * tags of a floor. After: Särkkä, Bayesian Filtering and Smoothing (2013), chapter 8 (backward recursion), with a random
 * walk between two seconds; which way the tag went is in the beliefs.
 */
export class BackwardPass {
  readonly #belief: Float32Array;
  readonly #before: Float32Array;
  readonly #predicted: Float32Array;
  readonly #spread: Convolution;
  readonly #step: Step;

  constructor(grid: FloorGrid) {
    this.#belief = new Float32Array(grid.cells);
    this.#before = new Float32Array(grid.cells);
    this.#predicted = new Float32Array(grid.cells);
    this.#spread = new Convolution(grid);
    const alongAxis = gaussianKernel(0, STEP_M, grid.cellM);
    this.#step = [alongAxis, alongAxis];
  }

  /** `beliefs` a second apart, oldest first. Visits from the newest to the oldest; the array is used again afterwards. */
  smooth(beliefs: readonly KeptBelief[], visit: (i: number, belief: Float32Array) => void): void {
    for (let i = beliefs.length - 1; i >= 0; i--) {
      const kept = beliefs[i];
      if (kept === undefined) continue;
      if (i === beliefs.length - 1) restore(kept, this.#belief);
      else this.#stepBack(kept);
      visit(i, this.#belief);
    }
  }

  #stepBack(kept: KeptBelief): void {
    const [after, before, predicted] = [this.#belief, this.#before, this.#predicted];
    const cells = after.length;
    restore(kept, before);
    predicted.set(before);
    this.#spread.apply(predicted, 0, this.#step);
    let elsewhere = 0;
    for (let cell = 0; cell < cells; cell++) {
      const p = (1 - ELSEWHERE_SHARE) * (predicted[cell] ?? 0) + ELSEWHERE_SHARE / cells;
      const ratio = (after[cell] ?? 0) < NEGLIGIBLE ? 0 : (after[cell] ?? 0) / p;
      after[cell] = ratio;
      elsewhere += ratio / cells;
    }
    this.#spread.apply(after, 0, this.#step);
    for (let cell = 0; cell < cells; cell++) {
      const ratio = (1 - ELSEWHERE_SHARE) * (after[cell] ?? 0) + ELSEWHERE_SHARE * elsewhere;
      after[cell] = (before[cell] ?? 0) * ratio;
    }
    normalize(after);
  }
}

function restore({ first, share }: KeptBelief, into: Float32Array): void {
  into.fill(0);
  into.set(share, first);
}
