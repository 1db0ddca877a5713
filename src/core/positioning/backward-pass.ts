import { findSpan, NEGLIGIBLE, normalize } from './belief.ts';
import type { FloorGrid } from './floor-grid.ts';
import { RandomWalk } from './random-walk.ts';

/** Share of belief that may come from any cell, because the filter is not an exact random walk. */
const ELSEWHERE_SHARE = 1e-3;

/** The belief of one second: shares of cells from index `first` on; all other cells are 0. */
export interface KeptBelief {
  readonly first: number;
  readonly share: Float32Array;
}

export function keepBelief(belief: Float32Array): KeptBelief {
  const { first, end } = findSpan(belief);
  return { first, share: belief.slice(first, end) };
}

/**
 * Estimates where a tag was from the levels before and after each second. All tags of a floor share one pass. The
 * motion model is a random walk without directions, because levels of earlier and later seconds already show the
 * direction. After: Särkkä, Bayesian Filtering and Smoothing (2013), chapter 8 (backward recursion).
 */
export class BackwardPass {
  readonly #belief: Float32Array;
  readonly #before: Float32Array;
  readonly #predicted: Float32Array;
  readonly #walk: RandomWalk;

  constructor(grid: FloorGrid) {
    this.#belief = new Float32Array(grid.cells);
    this.#before = new Float32Array(grid.cells);
    this.#predicted = new Float32Array(grid.cells);
    this.#walk = new RandomWalk(grid);
  }

  /**
   * Takes the beliefs of successive seconds, oldest first. Yields each index with its smoothed belief, newest first.
   * The array is reused for the next belief.
   */
  *smooth(beliefs: readonly KeptBelief[]): Generator<readonly [i: number, belief: Float32Array], void> {
    for (const [i, kept] of [...beliefs.entries()].reverse()) {
      if (i === beliefs.length - 1) restore(kept, this.#belief);
      else this.#stepBack(kept);
      yield [i, this.#belief];
    }
  }

  /**
   * Draws one way that the tag may have gone: a cell for each second. `random` returns uniform numbers in [0, 1). After:
   * Frühwirth-Schnatter, Data Augmentation and Dynamic Linear Models (1994).
   */
  drawWay(beliefs: readonly KeptBelief[], random: () => number): Int32Array {
    const [fromHere, weights] = [this.#belief, this.#before];
    const way = new Int32Array(beliefs.length);
    fromHere.fill(1);
    for (const [i, kept] of [...beliefs.entries()].reverse()) {
      restore(kept, weights);
      for (let cell = 0; cell < weights.length; cell++)
        weights[cell] = (weights[cell] ?? 0) * ((fromHere[cell] ?? 0) + ELSEWHERE_SHARE / weights.length);
      way[i] = pick(weights, random());
      fromHere.fill(0);
      fromHere[way[i] ?? 0] = 1;
      this.#walk.step(fromHere);
    }
    return way;
  }

  #stepBack(kept: KeptBelief): void {
    const [after, before, predicted] = [this.#belief, this.#before, this.#predicted];
    const cells = after.length;
    restore(kept, before);
    predicted.set(before);
    this.#walk.step(predicted);
    let elsewhere = 0;
    for (let cell = 0; cell < cells; cell++) {
      const p = (1 - ELSEWHERE_SHARE) * (predicted[cell] ?? 0) + ELSEWHERE_SHARE / cells;
      const ratio = (after[cell] ?? 0) < NEGLIGIBLE ? 0 : (after[cell] ?? 0) / p;
      after[cell] = ratio;
      elsewhere += ratio / cells;
    }
    this.#walk.step(after);
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

/** Returns the index at which the sum of the weights passes `share` (0 to 1) of their total. */
function pick(weights: Float32Array, share: number): number {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return Math.max(0, index);
}
