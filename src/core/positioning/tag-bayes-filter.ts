import { findSpan, normalize, weigh } from './belief.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { Likelihood, RssiSecond } from './likelihood.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import type { RandomWalk } from './random-walk.ts';
import type { TxPowerHypothesis } from './tx-power-estimator.ts';
import { TxPowerEstimator } from './tx-power-estimator.ts';

/** Looking over the whole floor costs several times what looking around the tag does; now and then, in case that it is lost. */
const LOOK_EVERYWHERE_EVERY_S = 5;
/** Before anything is learned: with the receivers' gains unknown a followed power would follow them, not the tag. */
const UNKNOWN_POWER = { share: 1, offsetDb: 0, sdDb: 6 };
/** A tag's declared power is measured in a chamber, not on a badge. */
const TOLD_SD_DB = 4;

/** What the tags of a floor share to be located with. */
export interface FilterTools {
  readonly walk: RandomWalk;
  readonly likelihood: Likelihood;
}

/**
 * One tag's belief about where it is and how strong it sends: a recursive Bayes filter on the floor grid.
 * After: Thrun, Burgard, Fox, Probabilistic Robotics (2005), chapter 8 (grid localisation).
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

  /** Starts again from a weight per cell. */
  startAt(weight: (cell: number) => number): void {
    for (let cell = 0; cell < this.place.length; cell++) this.place[cell] = weight(cell);
    normalize(this.place);
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

  #weighLearned(map: RadioMap, heard: RssiSecond): void {
    this.#power ??= new TxPowerEstimator(0, map.tagSdDb);
    const guesses = this.#power.drift();
    const isDue = this.#ageS++ % LOOK_EVERYWHERE_EVERY_S === 0;
    this.#likelihood.compute(map, heard, guesses, isDue ? undefined : findSpan(this.place));
    weigh(this.place, map.walkways.weight, this.#likelihood.perCell);
    this.#power.adopt(this.#likelihood.learn(this.place, guesses));
  }
}
