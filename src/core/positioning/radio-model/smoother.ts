import type { KeptBelief } from '../backward-pass.ts';
import { BackwardPass, keepBelief } from '../backward-pass.ts';
import { normalize, weigh } from '../belief.ts';
import type { FloorGrid } from '../floor-grid.ts';
import type { RssiSecond } from '../likelihood.ts';
import { Likelihood } from '../likelihood.ts';
import { RandomWalk } from '../random-walk.ts';
import type { TxPowerHypothesis } from '../tx-power-estimator.ts';
import type { RadioMap } from './radio-map.ts';

/** A part of one tag's traffic, one entry per second. */
export interface Trip {
  readonly tag: string;
  readonly seconds: readonly RssiSecond[];
  /** True position in each second, for a teaching walk or a fixed tag. */
  readonly knownM?: readonly { readonly xM: number; readonly yM: number }[];
  /** True for a fixed tag, whose position does not show where people walk. */
  readonly fixed?: boolean;
}

/** Receives the belief of each second. The array is reused after the call. */
export type BeliefVisitor = (second: RssiSecond, belief: Float32Array) => void;

/** Power of a tag without an estimate: a standard deviation of 8 dB allows all usual power settings. */
const UNKNOWN_POWER: TxPowerHypothesis = { share: 1, offsetDb: 0, sdDb: 8 };
/** Seconds of a trip between two yields: a few milliseconds of work on a Raspberry Pi. */
const SLICE_S = 15;

/**
 * Estimates where a tag was in each second from all seconds of the trip. Uses the forward–backward algorithm on the
 * grid.
 */
export class Smoother {
  readonly #grid: FloorGrid;
  readonly #walk: RandomWalk;
  readonly #likelihood: Likelihood;
  readonly #pass: BackwardPass;
  readonly #belief: Float32Array;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#walk = new RandomWalk(grid);
    this.#likelihood = new Likelihood(grid.cells);
    this.#belief = new Float32Array(grid.cells);
    this.#pass = new BackwardPass(grid);
  }

  /**
   * Calls `visit` with the belief of each second. Without `offsetDb`, the tag's power is unknown and all usual powers
   * are considered. Yields every 15 seconds of the trip.
   */
  *smooth(
    trip: Trip,
    map: RadioMap,
    offsetDb: number | undefined,
    visit: BeliefVisitor,
  ): Generator<void, void> {
    if (trip.knownM !== undefined) return this.#visitKnown(trip, visit);
    const beliefs = yield* this.#runForward(trip, map, offsetDb);
    for (const [t, belief] of this.#pass.smooth(beliefs)) {
      const second = trip.seconds[t];
      if (second !== undefined) visit(second, belief);
      if (t % SLICE_S === 0) yield;
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

  *#runForward(trip: Trip, map: RadioMap, offsetDb: number | undefined): Generator<void, KeptBelief[]> {
    const { walkable } = this.#grid;
    const guess = offsetDb === undefined ? UNKNOWN_POWER : { share: 1, offsetDb, sdDb: 0 };
    const beliefs: KeptBelief[] = [];
    this.#belief.set(walkable);
    normalize(this.#belief);
    for (const [t, second] of trip.seconds.entries()) {
      this.#likelihood.compute(map, second, [guess]);
      this.#walk.step(this.#belief);
      weigh(this.#belief, walkable, this.#likelihood.perCell);
      beliefs.push(keepBelief(this.#belief));
      if (t % SLICE_S === SLICE_S - 1) yield;
    }
    return beliefs;
  }
}
