import type { FloorGrid } from './floor-grid.ts';
import type { Likelihood, RssiSecond } from './likelihood.ts';
import type { MotionModel } from './motion-model.ts';
import { MODES, normalize } from './motion-model.ts';
import type { NearbyCells } from './nearby-cells.ts';
import type { PathSteps } from './path-steps.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import { ShadowingTracker } from './shadowing-tracker.ts';
import type { TxPowerHypothesis } from './tx-power-estimator.ts';
import { TxPowerEstimator } from './tx-power-estimator.ts';

/** Share of belief that is spread evenly, so that a lost tag can be found again anywhere. */
const LOST_SHARE = 1e-6;
/** Looking over the whole floor costs several times what looking around the tag does. */
const LOOK_EVERYWHERE_EVERY_S = 5;

/** Before anything is learned: with the receivers' gains unknown a followed power would follow them, not the tag. */
const UNKNOWN_POWER = { share: 1, offsetDb: 0, sdDb: 6 };
/** A tag's declared power is measured in a chamber, not on a badge. */
const TOLD_SD_DB = 4;

/** What the tags of a floor share to be located with. */
export interface FilterTools {
  readonly motion: MotionModel;
  readonly likelihood: Likelihood;
  readonly steps: PathSteps;
  readonly nearby: NearbyCells;
}

/**
 * One tag's belief about where it is and how strong it sends: a recursive Bayes filter on the floor grid.
 * After: Thrun, Burgard, Fox, Probabilistic Robotics (2005), chapter 8 (grid localisation).
 */
export class TagBayesFilter {
  /** Probability per cell. */
  readonly place: Float64Array;
  #power: TxPowerEstimator | undefined;
  #path: ShadowingTracker | undefined;
  /** Per mode and cell; the largest part of what a tag takes of memory. */
  readonly #belief: Float32Array;
  readonly #motion: MotionModel;
  readonly #likelihood: Likelihood;
  readonly #steps: PathSteps;
  readonly #nearby: NearbyCells;
  readonly #layer: Float32Array;
  #ageS = 0;

  constructor(grid: FloorGrid, { motion, likelihood, steps, nearby }: FilterTools) {
    this.#motion = motion;
    this.#likelihood = likelihood;
    this.#steps = steps;
    this.#nearby = nearby;
    this.#layer = nearby.layer;
    this.place = Float64Array.from(grid.walkable);
    normalize(this.place);
    this.#belief = new Float32Array(MODES * grid.cells);
    motion.start(this.#belief, this.place);
  }

  /** Starts again from a weight per cell. */
  startAt(weight: (cell: number) => number): void {
    for (let cell = 0; cell < this.place.length; cell++) this.place[cell] = weight(cell);
    normalize(this.place);
    this.#motion.start(this.#belief, this.place);
  }

  /** The tag says how strong it sends, compared with the tags the map was learned with. */
  expectPower(offsetDb: number, sdDb = TOLD_SD_DB): void {
    this.#power = new TxPowerEstimator(offsetDb, sdDb);
  }

  /** How much stronger the tag sends than those the map was learned with, as far as is known. */
  get power(): TxPowerHypothesis {
    return this.#power?.best ?? UNKNOWN_POWER;
  }

  /** One second; `heard` is undefined when no receiver heard the tag. */
  step(map: RadioMap, heard: RssiSecond | undefined): void {
    const { weight, leave } = map.walkways;
    const cells = this.#cellsToLookAt();
    this.#path?.follow(this.place);
    if (leave !== undefined) this.#leave(leave);
    this.#motion.predict(this.#belief, cells);
    if (heard === undefined) this.#weigh(weight, undefined, this.#nearby.everywhere);
    else if (map.learned) this.#weighLearned(map, heard, cells);
    else {
      this.#likelihood.compute(map, heard, [UNKNOWN_POWER]);
      this.#weigh(weight, this.#likelihood.perCell, this.#nearby.everywhere);
    }
  }

  /** Where the tag can be after the next step; now and then everywhere, in case that it is lost. */
  #cellsToLookAt(): Int32Array {
    this.#ageS++;
    const isDue = this.#ageS % LOOK_EVERYWHERE_EVERY_S === 1;
    return isDue ? this.#nearby.everywhere : this.#nearby.find(this.place);
  }

  #leave(leave: Float64Array): void {
    const belief = this.#belief;
    for (let at = 0; at < belief.length; at += leave.length) {
      for (let cell = 0; cell < leave.length; cell++) {
        belief[at + cell] = (belief[at + cell] ?? 0) * (leave[cell] ?? 1);
      }
    }
  }

  #weighLearned(map: RadioMap, heard: RssiSecond, cells: Int32Array): void {
    this.#power ??= new TxPowerEstimator(0, map.tagSdDb);
    this.#path ??= new ShadowingTracker(map.receivers.length, this.#steps);
    const guesses = this.#power.drift();
    this.#likelihood.compute(map, heard, guesses, { known: this.#path, cells });
    this.#weigh(map.walkways.weight, this.#likelihood.perCell, cells);
    this.#power.adopt(this.#likelihood.learn(this.place, guesses));
    const { offsetDb } = this.#power.best;
    this.#path.learn(map, heard, { cells, offsetDb });
  }

  /** One pass over all modes: prior × plan × likelihood, summed over modes into `place`; nothing beyond `cells`. */
  #weigh(ways: Float64Array, likelihood: Float64Array | undefined, cells: Int32Array): void {
    const { place } = this;
    const belief = this.#belief;
    const lost = LOST_SHARE / belief.length;
    place.fill(0);
    let total = 0;
    for (let at = 0; at < belief.length; at += place.length) {
      const layer = this.#layer;
      for (let i = 0; i < cells.length; i++) layer[i] = belief[at + (cells[i] ?? 0)] ?? 0;
      belief.fill(0, at, at + place.length);
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i] ?? 0;
        const weight = (ways[cell] ?? 0) * (likelihood === undefined ? 1 : (likelihood[cell] ?? 0));
        const value = ((layer[i] ?? 0) + lost) * weight;
        belief[at + cell] = value;
        place[cell] = (place[cell] ?? 0) + value;
        total += value;
      }
    }
    scale(belief, 1 / total);
    scale(place, 1 / total);
  }
}

function scale(values: Float32Array | Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * by;
}
