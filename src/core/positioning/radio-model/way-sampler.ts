import { createRandom } from '../../statistics/seeded-random.ts';
import type { KeptBelief } from '../backward-pass.ts';
import { BackwardPass, keepBelief } from '../backward-pass.ts';
import { findSpan, normalize, weigh } from '../belief.ts';
import type { FloorGrid } from '../floor-grid.ts';
import type { RssiSecond } from '../likelihood.ts';
import { Likelihood } from '../likelihood.ts';
import { RandomWalk } from '../random-walk.ts';
import { LOOK_EVERYWHERE_EVERY_S } from '../tag-bayes-filter.ts';
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

/** A trip with the cell of each second: where the tag was, or may have been. */
export interface Way {
  readonly trip: Trip;
  readonly cells: Int32Array;
}

/** Power of a tag without an estimate: a standard deviation of 8 dB allows all usual power settings. */
const UNKNOWN_POWER: TxPowerHypothesis = { share: 1, offsetDb: 0, sdDb: 8 };
/** Seconds of a trip between two yields: a few milliseconds of work on a Raspberry Pi. */
const SLICE_S = 15;
/** The same traffic gives the same maps. */
const SEED = 1;

/** Draws ways that tags may have gone, by forward filtering and backward sampling on the grid. */
export class WaySampler {
  readonly #grid: FloorGrid;
  readonly #walk: RandomWalk;
  readonly #likelihood: Likelihood;
  readonly #pass: BackwardPass;
  readonly #belief: Float32Array;
  readonly #random = createRandom(SEED);

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#walk = new RandomWalk(grid);
    this.#likelihood = new Likelihood(grid.cells);
    this.#belief = new Float32Array(grid.cells);
    this.#pass = new BackwardPass(grid);
  }

  /** Returns the way of a trip with known positions, or an empty one that has not been drawn yet. */
  knownWay(trip: Trip): Way {
    return {
      trip,
      cells: Int32Array.from(trip.knownM ?? [], ({ xM, yM }) => this.#grid.cellAt(xM, yM)),
    };
  }

  /**
   * Draws a way in proportion to its probability. `tagOffsetDb` is the power of each tag, by tag id. When the tag's
   * power is unknown, all usual powers are considered. Yields every 15 seconds of the trip.
   */
  *draw(trip: Trip, map: RadioMap, tagOffsetDb: ReadonlyMap<string, number>): Generator<void, Way> {
    const { walkable } = this.#grid;
    const offsetDb = tagOffsetDb.get(trip.tag);
    const guess = offsetDb === undefined ? UNKNOWN_POWER : { share: 1, offsetDb, sdDb: 0 };
    const beliefs: KeptBelief[] = [];
    this.#belief.set(walkable);
    normalize(this.#belief);
    for (const [t, second] of trip.seconds.entries()) {
      this.#walk.step(this.#belief);
      const span = t % LOOK_EVERYWHERE_EVERY_S === 0 ? undefined : findSpan(this.#belief);
      this.#likelihood.compute(map, second, [guess], span);
      weigh(this.#belief, walkable, this.#likelihood.perCell);
      beliefs.push(keepBelief(this.#belief));
      if (t % SLICE_S === SLICE_S - 1) yield;
    }
    return { trip, cells: this.#pass.drawWay(beliefs, this.#random) };
  }
}
