import type { TypeOf } from '../../model/codec.ts';
import { converted, maybe, number, numbers, row, struct } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { EpochMs } from '../../model/ids.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import type { SeenHeads } from './inside-belief.ts';
import { InsideBelief } from './inside-belief.ts';

/** Expected number of people inside with its 95 % interval. Never negative. */
export interface Occupancy {
  readonly at: EpochMs;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Occupancy between two anchors, estimated again once the second one is known. */
export interface RestatedOccupancy {
  readonly from: EpochMs;
  readonly stepMs: number;
  readonly points: readonly Occupancy[];
  /** Person-milliseconds inside, and their standard deviation. */
  readonly presenceMs: number;
  readonly presenceSdMs: number;
  /** Mean of ins and outs, which are two counts of the same visits. */
  readonly entries: number;
}

/** Sums since the last anchor at the end of a step. */
interface Step {
  readonly net: number;
  /** Error variance of the crossings so far, before scaling by `errorScale`. */
  readonly error: number;
  /** Variance of the estimate at that time. */
  readonly variance: number;
}

const SINCE = row({ net: number, error: number, crossings: number, entries: number, seen: number });
const LEARNT = row({ bias: number, biasVariance: number, errorScale: number, closings: number });
const PAST = struct({
  stepsFrom: maybe(number),
  steps: converted(numbers(), flatOf, stepsOf),
});

const STEP_MS = 60_000;
/** Error variance per crossing before the first closings: 97 % of crossings are right per direction. */
export const ERROR_PER_CROSSING = 0.03;
/** Prior standard deviation of ins against outs: 3 %. */
const BIAS_SD = 0.03;
/** Standard deviation of the bias's drift between two anchors. */
const BIAS_DRIFT_SD = 0.003;
/** Number of closings that the assumed error weighs as much as. */
const ASSUMED_CLOSINGS = 10;
const MAX_CLOSINGS = 60;
/** Bound on one closing's influence (3 standard deviations squared), for example after a door that no person closed. */
const MAX_SURPRISE = 9;
/** Variance at an anchor: rarely, a person remains inside at closing. */
const ANCHOR_VARIANCE = 0.02;
/** Two days: without an anchor for longer, nothing earlier is restated. */
const MAX_STEPS = 2_880;
/** Steps over which errors of heads stay alike: people hidden or seen twice remain so for minutes. */
const HEADS_ALIKE_STEPS = 10;
/** Bounds of the middle 95 %. */
const LOW_SHARE = 0.025;
const HIGH_SHARE = 0.975;

/**
 * Estimates the number of people inside from the crossings of all doors, as a probability per number. Each step's
 * counts move the distribution; their error and the unknown in–out bias of the doors spread it. An anchor (closing, an
 * empty store) fixes the number and teaches bias and error. The time since the anchor before is restated: missing
 * people are spread over its crossings as a Brownian bridge.
 */
export class OccupancyEstimator implements Checkpointed {
  readonly #inside = new InsideBelief();
  /** Counts of the open step; `extra` is the variance of the counts themselves. */
  readonly #open = { in: 0, out: 0, extra: 0 };
  /** Sums since the last anchor. `net` is by counting alone; `seen` is the correction by heads. */
  readonly #since = { net: 0, error: 0, crossings: 0, entries: 0, seen: 0 };
  #heads: SeenHeads | undefined;
  /** `bias` is the logarithm of outs' overcount against ins, as of the last anchor. */
  readonly #learnt = { bias: 0, biasVariance: BIAS_SD ** 2, errorScale: 1, closings: 0 };
  readonly #past: TypeOf<typeof PAST> = { stepsFrom: undefined, steps: [] };
  readonly state = composed({
    inside: this.#inside.state,
    open: heldObject(row({ in: number, out: number, extra: number }), this.#open),
    since: heldObject(SINCE, this.#since),
    learnt: heldObject(LEARNT, this.#learnt),
    past: heldObject(PAST, this.#past),
  });

  /** Adds crossings. `variance` is that of the count itself, when it was corrected or restored. */
  crossed(direction: Direction, count: number, variance = 0): void {
    if (direction === 'in') this.#open.in += count;
    else this.#open.out += count;
    this.#open.extra += variance;
  }

  /** Sets the present heads; the next end of a step weighs them. */
  saw(heads: SeenHeads): void {
    this.#heads = heads;
  }

  /** Ends all steps up to `at`. Returns the estimate at the last end. */
  advance(at: EpochMs): Occupancy | undefined {
    const stepEnd = Math.floor(at / STEP_MS) * STEP_MS;
    this.#past.stepsFrom ??= stepEnd;
    let hasStepped = false;
    while (this.#past.stepsFrom + this.#past.steps.length * STEP_MS < stepEnd) {
      if (this.#past.steps.length >= MAX_STEPS) this.#forget(stepEnd);
      this.#step();
      const isLast = this.#past.stepsFrom + (this.#past.steps.length + 1) * STEP_MS >= stepEnd;
      if (isLast) this.#look();
      this.#past.steps.push({
        net: this.#since.net + this.#since.seen,
        error: this.#since.error,
        variance: Math.round(100 * this.#inside.variance) / 100,
      });
      hasStepped = true;
    }
    return hasStepped ? this.#now(stepEnd) : undefined;
  }

  /** Share by which outs exceed ins, from earlier closings and from the heads since the last one. */
  get imbalance(): number {
    return this.#learnt.bias + this.#biasGain() * this.#since.seen;
  }

  /** Sets the number of people at `at` for certain. Returns the restated time since the last anchor. */
  anchor(at: EpochMs, people: number): RestatedOccupancy {
    this.advance(at);
    this.#step();
    const restated = this.#restate(at, people);
    this.#learn(people);
    this.#begin(at, people);
    return restated;
  }

  #step(): void {
    const crossings = this.#open.in + this.#open.out;
    if (crossings === 0 && this.#open.extra === 0) return;
    const error = ERROR_PER_CROSSING * crossings + this.#open.extra / this.#learnt.errorScale;
    const entered = this.#open.in * Math.exp(this.#learnt.bias / 2);
    const change = entered - this.#open.out * Math.exp(-this.#learnt.bias / 2);
    // An unknown bias is constant all day, so its variance grows with the square of the crossings.
    const systematic = ((this.#since.crossings + crossings) ** 2 - this.#since.crossings ** 2) / 4;
    this.#inside.move(change, this.#learnt.errorScale * error + systematic * this.#learnt.biasVariance);
    this.#since.net += change;
    this.#since.error += error;
    this.#since.crossings += crossings;
    this.#since.entries += entered - change / 2;
    this.#open.in = 0;
    this.#open.out = 0;
    this.#open.extra = 0;
  }

  #look(): void {
    const seen = this.#heads;
    this.#heads = undefined;
    if (seen === undefined) return;
    this.#inside.look(seen);
    this.#since.seen = this.#inside.mean - this.#since.net;
  }

  #now(at: number): Occupancy {
    return {
      at: at as EpochMs,
      mean: this.#inside.mean,
      low: this.#inside.quantile(LOW_SHARE),
      high: this.#inside.quantile(HIGH_SHARE),
    };
  }

  #restate(at: EpochMs, people: number): RestatedOccupancy {
    const from = (this.#past.stepsFrom ?? at) as EpochMs;
    const missing = people - this.#since.net - this.#since.seen;
    let [presenceMs, presenceVariance] = [0, 0];
    const { length } = this.#past.steps;
    const points = this.#past.steps.map(({ net, error, variance }, i) => {
      const share = this.#since.error === 0 ? 0 : error / this.#since.error;
      const mean = Math.max(0, net + missing * share);
      const walked = this.#learnt.errorScale * error * (1 - share) + ANCHOR_VARIANCE;
      presenceMs += mean * STEP_MS;
      // Errors of a Brownian bridge stay alike for half of its length; those of heads for some minutes.
      const [own, alike] = walked <= variance ? [walked, length / 2] : [variance, HEADS_ALIKE_STEPS];
      presenceVariance += own * Math.min(alike, length / 2) * STEP_MS ** 2;
      return bridged(from + (i + 1) * STEP_MS, mean, own);
    });
    const presenceSdMs = Math.sqrt(presenceVariance);
    return { from, stepMs: STEP_MS, points, presenceMs, presenceSdMs, entries: this.#since.entries };
  }

  /**
   * Learns from the people missing at an anchor. Bias takes the part that chance does not explain. A larger miss raises
   * the error scale.
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

  /** Error variance of the count since the last anchor, without the bias. */
  #chance(): number {
    return this.#learnt.errorScale * this.#since.error + ANCHOR_VARIANCE;
  }

  /** Change of the bias for each missing person. */
  #biasGain(): number {
    const half = this.#since.crossings / 2;
    return (half * this.#learnt.biasVariance) / (half ** 2 * this.#learnt.biasVariance + this.#chance());
  }

  #begin(at: EpochMs, people: number): void {
    this.#inside.set(people);
    this.#since.net = people;
    this.#since.error = 0;
    this.#since.crossings = 0;
    this.#since.entries = 0;
    this.#since.seen = 0;
    this.#past.steps = [];
    this.#past.stepsFrom = Math.floor(at / STEP_MS) * STEP_MS;
  }

  #forget(stepEnd: number): void {
    this.#past.steps = [];
    this.#past.stepsFrom = stepEnd - STEP_MS;
  }
}

function flatOf(steps: readonly Step[]): number[] {
  return steps.flatMap(({ net, error, variance }) => [net, error, variance]);
}

function stepsOf(flat: readonly number[]): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    const [net = 0, error = 0, variance = 0] = flat.slice(i, i + 3);
    steps.push({ net, error, variance });
  }
  return steps;
}

function bridged(at: number, mean: number, variance: number): Occupancy {
  const halfWidth = TWO_SIDED_95 * Math.sqrt(variance);
  return {
    at: at as EpochMs,
    mean: Math.max(0, mean),
    low: Math.max(0, mean - halfWidth),
    high: Math.max(0, mean + halfWidth),
  };
}
