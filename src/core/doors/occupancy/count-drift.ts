import { numbers } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held } from '../../model/state-part.ts';
import type { ExpectedInside } from './assumed-durations.ts';

/** Positions in the state vector. */
const DRIFT = 0;
const BIAS = 1;
const SCALE = 2;
const STAYERS = 3;
const SIZE = 4;

/**
 * Relative error of the number expected from durations: its prior standard deviation, and the steps after which a new
 * error replaces the old one. All constants below are chosen on simulated days of six stores (`doors-field.ts stores
 * --chosen --without-heads`).
 */
const SCALE_PRIOR = { mean: 0, sd: 0.25, steps: 600 };
/** Number of people who do not leave, such as staff: usually one, sometimes more in an open store. */
const STAYERS_PRIOR = { mean: 1, sd: 0.7, steps: 3_000 };
/** Standard deviation by which the number of people who do not leave changes from one day to the next. */
const STAYERS_CHANGE_SD = 0.3;
/**
 * A time in mean visit durations. Within it, chance hardly moves the expected number. So all its steps together get the
 * weight of a single independent step.
 */
const ALIKE_VISITS = 2;
const LEAST_VARIANCE = 0.1;

/**
 * Estimates how far the sum of ins and outs has drifted from the number of people inside. Over minutes, the sum is
 * right. Over hours, the number expected from visit durations is right. A Kalman filter joins both numbers. The filter
 * also learns the in–out bias, the error of the expected number, and how many people do not leave.
 */
export class CountDrift implements Checkpointed {
  #state = [0, 0, SCALE_PRIOR.mean, STAYERS_PRIOR.mean];
  /** Covariance matrix of `#state`, row by row. */
  #covariance: number[];
  readonly state = composed({
    state: held(
      numbers(SIZE),
      () => this.#state,
      (state) => {
        this.#state = state;
      },
    ),
    covariance: held(
      numbers(SIZE ** 2),
      () => this.#covariance,
      (covariance) => {
        this.#covariance = covariance;
      },
    ),
  });

  /** `biasVariance` is the variance of the relative difference between counted ins and outs. */
  constructor(biasVariance: number) {
    this.#covariance = diagonal([0, biasVariance, SCALE_PRIOR.sd ** 2, STAYERS_PRIOR.sd ** 2]);
  }

  get mean(): number {
    return this.#state[DRIFT] ?? 0;
  }

  get variance(): number {
    return this.#get(DRIFT, DRIFT);
  }

  /** Starts again after the sum was set to the right number, so that the drift is 0. */
  begin(biasVariance: number): void {
    const stayers = Math.min(STAYERS_PRIOR.sd ** 2, this.#get(STAYERS, STAYERS) + STAYERS_CHANGE_SD ** 2);
    this.#state[DRIFT] = 0;
    this.#state[BIAS] = 0;
    this.#covariance = diagonal([0, biasVariance, this.#get(SCALE, SCALE), stayers]);
  }

  /** Ends a step with this number of crossings. `variance` is the error variance of ins less outs. */
  move(crossings: number, variance: number): void {
    const visits = crossings / 2;
    this.#state[DRIFT] = this.mean + visits * (this.#state[BIAS] ?? 0);
    for (let i = 0; i < SIZE; i++) this.#add(DRIFT, i, visits * this.#get(BIAS, i));
    for (let i = 0; i < SIZE; i++) this.#add(i, DRIFT, visits * this.#get(i, BIAS));
    this.#add(DRIFT, DRIFT, variance);
    this.#relax(SCALE, SCALE_PRIOR);
    this.#relax(STAYERS, STAYERS_PRIOR);
  }

  /** Compares the sum of ins and outs with the number of people expected from visit durations. */
  expect(sum: number, { mean, variance, chance, meanDuration }: ExpectedInside): void {
    const alike = Math.max(1, ALIKE_VISITS * meanDuration);
    this.#observe([1, 0, -mean, 1], sum - mean, LEAST_VARIANCE + alike * chance + variance);
  }

  /** Compares the sum of ins and outs with a more accurate number of people inside. */
  correct(sum: number, people: number, variance: number): void {
    this.#observe([1, 0, 0, 0], sum - people, LEAST_VARIANCE + variance);
  }

  /** Updates the state by an observation of Σ weight × state, with this value and error variance. */
  #observe(weights: readonly number[], value: number, variance: number): void {
    const gains = weights.map((_, i) =>
      weights.reduce((sum, weight, j) => sum + weight * this.#get(i, j), 0),
    );
    const total = gains.reduce((sum, gain, i) => sum + gain * (weights[i] ?? 0), variance);
    const error = this.#state.reduce((left, each, i) => left - each * (weights[i] ?? 0), value);
    this.#state = this.#state.map((each, i) => each + ((gains[i] ?? 0) * error) / total);
    for (let i = 0; i < SIZE; i++)
      for (let j = 0; j < SIZE; j++) this.#add(i, j, (-(gains[i] ?? 0) * (gains[j] ?? 0)) / total);
    this.#state[STAYERS] = Math.max(0, this.#state[STAYERS] ?? 0);
  }

  /** Moves a part of the state back towards its prior, as evidence grows old. */
  #relax(part: number, { mean, sd, steps }: typeof SCALE_PRIOR): void {
    const kept = 1 - 1 / steps;
    this.#state[part] = mean + kept * ((this.#state[part] ?? 0) - mean);
    for (let i = 0; i < SIZE; i++) {
      this.#covariance[part * SIZE + i] = kept * this.#get(part, i);
      this.#covariance[i * SIZE + part] = kept * this.#get(i, part);
    }
    this.#add(part, part, (1 - kept ** 2) * sd ** 2);
  }

  #get(row: number, column: number): number {
    return this.#covariance[row * SIZE + column] ?? 0;
  }

  #add(row: number, column: number, value: number): void {
    this.#covariance[row * SIZE + column] = this.#get(row, column) + value;
  }
}

function diagonal(variances: readonly number[]): number[] {
  return variances.flatMap((variance, i) => variances.map((_, j) => (i === j ? variance : 0)));
}
