import { findSpan, normalize, weigh } from './belief.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { Levels } from './levels.ts';
import type { Likelihood } from './likelihood.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import type { RandomWalk } from './random-walk.ts';
import type { TxPowerHypothesis } from './tx-power-estimator.ts';
import { TxPowerEstimator } from './tx-power-estimator.ts';

/**
 * Seconds between two filter steps over the whole floor, which find a lost tag. Such a step costs several times as much
 * as a step around the tag.
 */
export const LOOK_EVERYWHERE_EVERY_S = 5;
/**
 * Power before a radio map is learned. The gains of receivers are unknown then, so an estimate would learn the gains
 * instead of the power.
 */
const UNKNOWN_POWER = { share: 1, offsetDb: 0, sdDb: 6 };
/** Standard deviation of a declared power in dB. Makers measure the power in a chamber, not on a person's badge. */
const TOLD_SD_DB = 4;

/** Motion model and likelihood, which all filters of a floor share. */
export interface FilterTools {
  readonly walk: RandomWalk;
  readonly likelihood: Likelihood;
}

/**
 * One tag's belief about its position and transmit power: a recursive Bayes filter on the floor grid. After: Thrun,
 * Burgard, Fox, Probabilistic Robotics (2005), chapter 8 (grid localisation).
 */
export class TagBayesFilter {
  /** Probability per cell. */
  readonly place: Float32Array;
  #power: TxPowerEstimator | undefined;
  #ageS = 0;
  readonly #walk: RandomWalk;
  readonly #likelihood: Likelihood;

  constructor(grid: FloorGrid, { walk, likelihood }: FilterTools) {
    this.#walk = walk;
    this.#likelihood = likelihood;
    this.place = Float32Array.from(grid.walkable);
    normalize(this.place);
  }

  /** Restarts the belief from a weight per cell. */
  startAt(weight: (cell: number) => number): void {
    for (let cell = 0; cell < this.place.length; cell++) this.place[cell] = weight(cell);
    normalize(this.place);
  }

  /** Sets the expected power of the tag, in dB relative to the tags that taught the map. */
  expectPower(offsetDb: number, sdDb = TOLD_SD_DB): void {
    this.#power = new TxPowerEstimator(offsetDb, sdDb);
  }

  /** The likeliest power of the tag, relative to the tags that taught the map. */
  get power(): TxPowerHypothesis {
    return this.#power?.best ?? UNKNOWN_POWER;
  }

  /** Processes one second; `heard` is undefined when no receiver heard the tag. */
  step(map: RadioMap, heard: Levels | undefined): void {
    const { weight, leave } = map.walkways;
    const { place } = this;
    if (leave !== undefined)
      for (let i = 0; i < place.length; i++) place[i] = (place[i] ?? 0) * (leave[i] ?? 1);
    this.#walk.step(place);
    if (heard === undefined) weigh(place, weight);
    else if (map.learned) this.#weighLearned(map, heard);
    else {
      this.#likelihood.compute(map, heard, [UNKNOWN_POWER]);
      weigh(place, weight, this.#likelihood.perCell);
    }
  }

  #weighLearned(map: RadioMap, heard: Levels): void {
    this.#power ??= new TxPowerEstimator(0, map.tagSdDb);
    const guesses = this.#power.drift();
    const isDue = this.#ageS++ % LOOK_EVERYWHERE_EVERY_S === 0;
    this.#likelihood.compute(map, heard, guesses, isDue ? undefined : findSpan(this.place));
    weigh(this.place, map.walkways.weight, this.#likelihood.perCell);
    this.#power.adopt(this.#likelihood.learn(this.place, guesses));
  }
}
