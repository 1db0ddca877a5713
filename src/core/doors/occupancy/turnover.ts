import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composed } from '../../model/state-part.ts';
import { AssumedDurations } from './assumed-durations.ts';
import { CountDrift } from './count-drift.ts';

/**
 * Smallest number of exits that shows durations. With fewer, the sum of the counts is the better number. Both constants
 * here are chosen on simulated days of six stores (`doors-field.ts stores --chosen --without-heads`).
 */
const MIN_EXITS = 3;
/**
 * Factor for the error variance of the counts. Doors miss people who come together at the same time, so errors of
 * crossings depend on each other.
 */
export const MISSED_TOGETHER = 2;

/** Crossings of one step, corrected for the known bias. */
export interface CountedStep {
  readonly entered: number;
  readonly left: number;
  /** Error variance of `entered` less `left`. */
  readonly variance: number;
  /** Whether sensors counted all crossings of the step when they happened. */
  readonly isSeen: boolean;
}

/**
 * Estimates the number of people inside from the times between entries and exits, for stores where no camera sees
 * heads.
 */
export class Turnover implements Checkpointed {
  readonly #durations = new AssumedDurations();
  readonly #drift: CountDrift;
  readonly state: StatePart;

  /** `biasVariance` is the variance of the relative difference between counted ins and outs. */
  constructor(biasVariance: number) {
    this.#drift = new CountDrift(biasVariance);
    this.state = composed({ durations: this.#durations.state, drift: this.#drift.state });
  }

  /** Ends a step. `sum` is the number of people by counting alone, including this step. */
  step({ entered, left, variance, isSeen }: CountedStep, sum: number): void {
    // A closed store shows nothing about durations or about people who do not leave.
    if (entered + left === 0 && this.#durations.isEmpty) return;
    this.#drift.move(entered + left, MISSED_TOGETHER * variance);
    if (isSeen) this.#durations.step(entered, left);
    else this.#durations.skip(entered, left);
    if (isSeen && this.#isKnown) this.#drift.expect(sum, this.#durations.estimate());
  }

  /** Sets the number of people inside, which is certain. */
  set(people: number, biasVariance: number): void {
    this.#durations.set(people);
    this.#drift.begin(biasVariance);
  }

  /**
   * Corrects the estimate by the number of people that heads show, which is more accurate. `variance` is its error
   * variance.
   */
  correct(sum: number, people: number, variance: number): void {
    this.#drift.correct(sum, people, variance);
  }

  /** Returns the number of people inside and its variance. Undefined before durations are known. */
  estimate(sum: number): { readonly mean: number; readonly variance: number } | undefined {
    if (!this.#isKnown) return undefined;
    return { mean: sum - this.#drift.mean, variance: this.#drift.variance };
  }

  get #isKnown(): boolean {
    return this.#durations.exits >= MIN_EXITS;
  }
}
