import type { Step } from '../convolution.ts';
import { Convolution, gaussianKernel } from '../convolution.ts';
import type { FloorGrid } from '../floor-grid.ts';
import type { RssiSecond } from '../likelihood.ts';
import { Likelihood } from '../likelihood.ts';
import { normalize } from '../motion-model.ts';
import type { TxPowerHypothesis } from '../tx-power-estimator.ts';
import type { RadioMap } from './radio-map.ts';

/** One stretch of one tag's traffic, a second an entry. */
export interface Trip {
  readonly tag: string;
  readonly seconds: readonly RssiSecond[];
  /** Where the tag truly was each second, for a teaching walk or a fixed tag. */
  readonly knownM?: readonly { readonly xM: number; readonly yM: number }[];
  /** A fixed tag at that place: it does not walk. */
  readonly fixed?: boolean;
}

/** Receives each second's belief; the array is used again afterwards. */
export type BeliefVisitor = (second: RssiSecond, belief: Float32Array) => void;

/** Before a power is known, any within a decade is possible. */
const UNKNOWN_POWER: TxPowerHypothesis = { share: 1, offsetDb: 0, sdDb: 8 };
/** Random walk per axis and square-root second; with the future known too, directions add nothing. */
export const STEP_M = 0.7;
const LOST_SHARE = 1e-6;
/** Seconds of a trip between two yields: some milliseconds of work, also on a small board. */
const SLICE_S = 15;

/** Where a tag was in each second, given all seconds of the trip: forward–backward on the grid. */
export class Smoother {
  readonly #grid: FloorGrid;
  readonly #spread: Convolution;
  readonly #step: Step;
  readonly #likelihood: Likelihood;
  #forward = new Float32Array(0);
  #likelihoods = new Float32Array(0);
  readonly #belief: Float32Array;
  readonly #backward: Float32Array;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#spread = new Convolution(grid);
    const alongAxis = gaussianKernel(0, STEP_M, grid.cellM);
    this.#step = [alongAxis, alongAxis];
    this.#likelihood = new Likelihood(grid.cells);
    this.#belief = new Float32Array(grid.cells);
    this.#backward = new Float32Array(grid.cells);
  }

  /** `offsetDb` undefined: the tag's power is unknown, it is integrated out each second. Yields every few seconds of it. */
  *smooth(
    trip: Trip,
    map: RadioMap,
    offsetDb: number | undefined,
    visit: BeliefVisitor,
  ): Generator<void, void> {
    if (trip.knownM !== undefined) this.#visitKnown(trip, visit);
    else {
      yield* this.#runForward(trip, map, offsetDb);
      yield* this.#runBackward(trip, visit);
    }
  }

  #visitKnown(trip: Trip, visit: BeliefVisitor): void {
    for (const [t, second] of trip.seconds.entries()) {
      const place = trip.knownM?.[t];
      if (place === undefined) continue;
      this.#belief.fill(0);
      this.#belief[this.#grid.cellAt(place.xM, place.yM)] = 1;
      visit(second, this.#belief);
    }
  }

  *#runForward(trip: Trip, map: RadioMap, offsetDb: number | undefined): Generator<void, void> {
    const { cells, walkable } = this.#grid;
    this.#makeRoom(trip.seconds.length * cells);
    const guess = offsetDb === undefined ? UNKNOWN_POWER : { share: 1, offsetDb, sdDb: 0 };
    this.#belief.set(walkable);
    for (const [t, second] of trip.seconds.entries()) {
      this.#likelihood.compute(map, second, [guess]);
      this.#move(this.#belief);
      for (let cell = 0; cell < cells; cell++) {
        const prior = (this.#belief[cell] ?? 0) + (LOST_SHARE / cells) * (walkable[cell] ?? 0);
        this.#belief[cell] = prior * (this.#likelihood.perCell[cell] ?? 0);
      }
      normalize(this.#belief);
      this.#forward.set(this.#belief, t * cells);
      this.#likelihoods.set(this.#likelihood.perCell, t * cells);
      if (t % SLICE_S === SLICE_S - 1) yield;
    }
  }

  #makeRoom(size: number): void {
    if (this.#forward.length >= size) return;
    this.#forward = new Float32Array(size);
    this.#likelihoods = new Float32Array(size);
  }

  *#runBackward(trip: Trip, visit: BeliefVisitor): Generator<void, void> {
    const { cells } = this.#grid;
    const backward = this.#backward.fill(1);
    for (let t = trip.seconds.length - 1; t >= 0; t--) {
      const at = t * cells;
      for (let cell = 0; cell < cells; cell++) {
        this.#belief[cell] = (this.#forward[at + cell] ?? 0) * (backward[cell] ?? 0);
        backward[cell] = (backward[cell] ?? 0) * (this.#likelihoods[at + cell] ?? 0);
      }
      normalize(this.#belief);
      const second = trip.seconds[t];
      if (second !== undefined) visit(second, this.#belief);
      this.#move(backward);
      if (t % SLICE_S === 0) yield;
    }
  }

  #move(belief: Float32Array): void {
    const { walkable } = this.#grid;
    this.#spread.apply(belief, 0, this.#step);
    for (let cell = 0; cell < belief.length; cell++)
      belief[cell] = (belief[cell] ?? 0) * (walkable[cell] ?? 0);
    normalize(belief);
  }
}
