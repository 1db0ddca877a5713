import { number, row } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import type { EpochMs } from '../../model/ids.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { truncateAtZero } from '../../statistics/truncated-normal.ts';
import type { SeenHeads } from './inside-belief.ts';
import { InsideBelief } from './inside-belief.ts';
import type { InOutBias } from './missed-entries.ts';
import type { Occupancy, RestatedOccupancy, Step } from './occupancy-steps.ts';
import { ANCHOR_VARIANCE, ERROR_PER_CROSSING, OccupancySteps, STEP_MS } from './occupancy-steps.ts';
import { MISSED_TOGETHER, Turnover } from './turnover.ts';

const OPEN = row({ in: number, out: number, extra: number, unseen: number });
const SINCE = row({
  net: number,
  error: number,
  crossings: number,
  entries: number,
  seen: number,
  seenCrossings: number,
  unseenSteps: number,
});
const LEARNT = row({ bias: number, biasVariance: number, errorScale: number, closings: number });
/** Prior standard deviation of the relative difference between counted ins and outs: 3 %. */
const BIAS_SD = 0.03;
/** Standard deviation by which that difference changes from one time with a certain number of people to the next. */
const BIAS_DRIFT_SD = 0.003;
/** Weight of the assumed error of the counts, as a number of closings. */
const ASSUMED_CLOSINGS = 10;
const MAX_CLOSINGS = 60;
/** Limit of one closing's influence (3 standard deviations squared), for example after a door that no person closed. */
const MAX_SURPRISE = 9;
/**
 * Steps without heads after which the counts alone may have drifted too far. From then on, the turnover corrects them.
 */
const HEADS_LAST_STEPS = 60;
/** Cumulative probabilities at both ends of the 95 % interval. */
const LOW_SHARE = 0.025;
const HIGH_SHARE = 0.975;

/** People whom the in–out bias adds to counts. `missedTogether` is a factor for the error variance of the counts. */
interface BiasedCount {
  readonly mean: number;
  readonly variance: number;
  readonly missedTogether: number;
}

/**
 * Estimates the number of people inside from the crossings of all doors, as a probability per number. Each step's
 * counts move the distribution. Their error and the unknown in–out bias of the doors spread it. While no camera sees
 * heads, the turnover corrects the counts instead. An anchor is a time with a certain number of people: closing, or an
 * empty store. It teaches bias and error, and the time since the anchor before is estimated again.
 */
export class OccupancyEstimator implements Checkpointed {
  readonly #inside = new InsideBelief();
  readonly #turnover = new Turnover(BIAS_SD ** 2);
  /**
   * Counts of the step in progress. `extra` is the variance of the counts themselves. `unseen` is 1 if some crossings
   * were not counted when they happened.
   */
  readonly #open = { in: 0, out: 0, extra: 0, unseen: 0 };
  /**
   * Sums since the last anchor. `net` is the number of people by counting alone. `seen` is the correction by heads,
   * which a camera last saw `unseenSteps` ago, after `seenCrossings` of the crossings.
   */
  readonly #since = {
    ...{ net: 0, error: 0, crossings: 0, entries: 0 },
    ...{ seen: 0, seenCrossings: 0, unseenSteps: HEADS_LAST_STEPS },
  };
  #heads: SeenHeads | undefined;
  /** `bias` is the logarithm of outs ÷ ins, both as counted for the same people, as of the last anchor. */
  readonly #learnt = { bias: 0, biasVariance: BIAS_SD ** 2, errorScale: 1, closings: 0 };
  readonly #past = new OccupancySteps();
  readonly state = composed({
    inside: this.#inside.state,
    turnover: this.#turnover.state,
    open: heldObject(OPEN, this.#open),
    since: heldObject(SINCE, this.#since),
    learnt: heldObject(LEARNT, this.#learnt),
    past: this.#past.state,
  });

  /** Adds crossings. `variance` is the error variance of a count that was corrected or restored, otherwise 0. */
  crossed(direction: Direction, count: number, variance = 0): void {
    if (direction === 'in') this.#open.in += count;
    else this.#open.out += count;
    this.#open.extra += variance;
  }

  /** Marks the step in progress: some of its crossings were not counted when they happened. */
  missed(): void {
    this.#open.unseen = 1;
  }

  /** Sets the heads that cameras see now. They are used at the end of the step. */
  saw(heads: SeenHeads): void {
    this.#heads = heads;
  }

  /** Ends all steps up to `at`. Returns the estimate at the end of the last step, or undefined when no step ended. */
  advance(at: EpochMs): Occupancy | undefined {
    const stepEnd = Math.floor(at / STEP_MS) * STEP_MS;
    let left = this.#past.countDue(stepEnd);
    if (left <= 0) return undefined;
    for (; left > 0; left--) {
      // More than one step is due, so the program did not run in between.
      if (left > 1) this.missed();
      this.#step();
      if (left === 1) this.#look();
      this.#past.push(this.#best);
    }
    return this.#now(stepEnd);
  }

  /** By how much counted outs exceed ins, from earlier closings and from the heads since the last closing. */
  get bias(): InOutBias {
    const { seen, seenCrossings } = this.#since;
    const { bias, biasVariance, errorScale } = this.#learnt;
    const half = seenCrossings / 2;
    const chance = errorScale * ERROR_PER_CROSSING * seenCrossings + ANCHOR_VARIANCE + this.#inside.variance;
    const gain = this.#gainOver(half, chance);
    return { mean: bias + gain * seen, variance: (1 - gain * half) * biasVariance };
  }

  /** Sets the certain number of people at `at`. Returns the new estimates for the time since the last anchor. */
  anchor(at: EpochMs, people: number): RestatedOccupancy {
    this.advance(at);
    this.#step();
    const restated = this.#past.restate(at, {
      ...this.#best,
      ...this.#learnt,
      ...{ people, isTurned: this.#turned !== undefined, entries: this.#since.entries },
    });
    this.#learn(people);
    this.#begin(at, people);
    return restated;
  }

  #step(): void {
    const crossings = this.#open.in + this.#open.out;
    const error = ERROR_PER_CROSSING * crossings + this.#open.extra / this.#learnt.errorScale;
    const entered = this.#open.in * Math.exp(this.#learnt.bias / 2);
    const left = this.#open.out * Math.exp(-this.#learnt.bias / 2);
    const change = entered - left;
    const isSeen = this.#open.unseen === 0;
    const variance = this.#learnt.errorScale * error;
    this.#turnover.step({ entered, left, variance, isSeen }, this.#since.net + change);
    this.#since.unseenSteps += 1;
    this.#open.unseen = 0;
    if (crossings === 0 && this.#open.extra === 0) return;
    const bias = this.#addedBias(crossings);
    this.#inside.move(change + bias.mean, bias.variance + bias.missedTogether * variance);
    this.#since.net += change;
    this.#since.error += error;
    this.#since.crossings += crossings;
    this.#since.entries += entered - change / 2;
    this.#open.in = 0;
    this.#open.out = 0;
    this.#open.extra = 0;
  }

  /**
   * Returns the people whom the in–out bias added to the sum of this many crossings, with their variance. The bias stays
   * the same all day, so its variance grows with the square of the crossings. Heads show most of it, and the variance
   * then grows only with the crossings since.
   */
  #addedBias(crossings: number): BiasedCount {
    const { crossings: before, seen, seenCrossings, unseenSteps } = this.#since;
    const isSeen = unseenSteps < HEADS_LAST_STEPS;
    const gain = isSeen ? this.#biasGain() : 0;
    const since = before - (isSeen ? seenCrossings : 0);
    const left = (1 - (gain * before) / 2) * this.#learnt.biasVariance;
    return {
      mean: (crossings / 2) * gain * seen,
      variance: (((since + crossings) ** 2 - since ** 2) / 4) * left,
      missedTogether: isSeen ? MISSED_TOGETHER : 1,
    };
  }

  #look(): void {
    const seen = this.#heads;
    this.#heads = undefined;
    if (seen === undefined) return;
    this.#inside.look(seen);
    this.#since.unseenSteps = 0;
    this.#since.seenCrossings = this.#since.crossings;
    this.#since.seen = this.#inside.mean - this.#since.net;
    this.#turnover.correct(this.#since.net, this.#inside.mean, this.#inside.variance);
  }

  /**
   * Number of people by turnover. Undefined for some time after a camera saw heads, which are more accurate, and before
   * durations are known.
   */
  get #turned(): Pick<InsideBelief, 'mean' | 'variance'> | undefined {
    return this.#since.unseenSteps < HEADS_LAST_STEPS ? undefined : this.#turnover.estimate(this.#since.net);
  }

  get #best(): Step {
    const { net, error, seen } = this.#since;
    const turned = this.#turned;
    if (turned !== undefined) return { net, error, added: turned.mean - net, variance: turned.variance };
    return { net, error, added: seen, variance: this.#inside.variance };
  }

  #now(at: number): Occupancy {
    const turned = this.#turned;
    if (turned !== undefined)
      return { at: at as EpochMs, ...truncateAtZero(turned.mean, Math.sqrt(turned.variance)) };
    return {
      at: at as EpochMs,
      mean: this.#inside.mean,
      low: this.#inside.quantile(LOW_SHARE),
      high: this.#inside.quantile(HIGH_SHARE),
    };
  }

  /**
   * Learns from the difference between the certain number at an anchor and the counted number. The bias takes the part
   * that chance does not explain. A larger difference than expected raises the error scale.
   */
  #learn(people: number): void {
    const missing = people - this.#since.net;
    const half = this.#since.crossings / 2;
    const chance = this.#chance();
    const total = half ** 2 * this.#learnt.biasVariance + chance;
    const gain = this.#biasGain();
    this.#learnt.bias += gain * missing;
    this.#learnt.biasVariance = Math.min(
      BIAS_SD ** 2,
      (1 - gain * half) * this.#learnt.biasVariance + BIAS_DRIFT_SD ** 2,
    );
    if (chance < 1) return;
    const known = ASSUMED_CLOSINGS + this.#learnt.closings;
    this.#learnt.errorScale *= (known + Math.min(MAX_SURPRISE, missing ** 2 / total)) / (known + 1);
    this.#learnt.closings = Math.min(MAX_CLOSINGS, this.#learnt.closings + 1);
  }

  /** Error variance of the count since the last anchor, without the part of the bias. */
  #chance(): number {
    return this.#learnt.errorScale * this.#since.error + ANCHOR_VARIANCE;
  }

  /** Change of the bias per person by which the count was wrong at an anchor. */
  #biasGain(): number {
    return this.#gainOver(this.#since.crossings / 2, this.#chance());
  }

  /** Gain for people that half of the crossings explain, which chance has moved by this variance. */
  #gainOver(half: number, chance: number): number {
    const { biasVariance } = this.#learnt;
    return (half * biasVariance) / (half ** 2 * biasVariance + chance);
  }

  #begin(at: EpochMs, people: number): void {
    this.#inside.set(people);
    this.#turnover.set(people, this.#learnt.biasVariance);
    this.#since.net = people;
    this.#since.error = 0;
    this.#since.crossings = 0;
    this.#since.entries = 0;
    this.#since.seen = 0;
    this.#since.seenCrossings = 0;
    this.#past.begin(at);
  }
}
