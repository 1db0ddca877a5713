import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composed } from '../../model/state-part.ts';
import { AssumedDurations } from './assumed-durations.ts';
import { CountDrift } from './count-drift.ts';

/**
 * Fewer exits show no durations. Until then the sum of the counts is the better number. Both constants are chosen on
 * simulated days of six stores (`doors-field.ts stores --chosen --without-heads`).
 */
const MIN_EXITS = 3;
/** Errors of counts against those of a single crossing: people who come together are missed together. */
const MISSED_TOGETHER = 2;

/** Crossings of one step, corrected for the known bias. */
export interface CountedStep {
  readonly entered: number;
  readonly left: number;
  /** Variance of the difference. */
  readonly variance: number;
  /** Whether all sensors counted all crossings when they happened. */
  readonly isSeen: boolean;
}

/** Estimates the number of people inside from the times between entries and exits, where no camera sees heads. */
export class Turnover implements Checkpointed {
  readonly #durations = new AssumedDurations();
  readonly #drift: CountDrift;
  readonly state: StatePart;

  /** The relative in–out bias has this variance. */
  constructor(biasVariance: number) {
    this.#drift = new CountDrift(biasVariance);
    this.state = composed({ durations: this.#durations.state, drift: this.#drift.state });
  }

  /** Ends a step. `sum` is the number of people by counting alone, with this step. */
  step({ entered, left, variance, isSeen }: CountedStep, sum: number): void {
    // A closed store shows nothing about durations or about those who do not leave.
    if (entered + left === 0 && this.#durations.isEmpty) return;
    this.#drift.move(entered + left, MISSED_TOGETHER * variance);
    if (isSeen) this.#durations.step(entered, left);
    else this.#durations.skip(entered, left);
    if (isSeen && this.#isKnown) this.#drift.expect(sum, this.#durations.estimate());
  }

  /** Sets the number of people inside for certain. */
  set(people: number, biasVariance: number): void {
    this.#durations.set(people);
    this.#drift.begin(biasVariance);
  }

  /** Takes a better number of people, that from heads, and its variance. */
  correct(sum: number, people: number, variance: number): void {
    this.#drift.correct(sum, people, variance);
  }

  /** Returns the number of people inside and its variance; undefined before durations are known. */
  estimate(sum: number): { readonly mean: number; readonly variance: number } | undefined {
    if (!this.#isKnown) return undefined;
    return { mean: sum - this.#drift.mean, variance: this.#drift.variance };
  }

  get #isKnown(): boolean {
    return this.#durations.exits >= MIN_EXITS;
  }
}
