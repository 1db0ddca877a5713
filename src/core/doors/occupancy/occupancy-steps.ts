import type { TypeOf } from '../../model/codec.ts';
import { converted, maybe, number, numbers, struct } from '../../model/codec.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { EpochMs } from '../../model/ids.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';

export const STEP_MS = 60_000;
/**
 * Assumed error variance per crossing, until closings show a better value: doors count 97 % of crossings right in each
 * direction.
 */
export const ERROR_PER_CROSSING = 0.03;
/** Variance of the number of people at an anchor, because rarely a person remains inside at closing. */
export const ANCHOR_VARIANCE = 0.02;
/** Steps kept for the next anchor: two days. If no anchor comes in this time, these steps are not estimated again. */
const MAX_STEPS = 2_880;
/** Number of steps for which the error of heads stays about the same: people stay hidden or seen twice for minutes. */
const HEADS_ALIKE_STEPS = 10;
/**
 * Number of steps for which the error of the turnover stays about the same, because corrected counts drift slowly.
 * Chosen on simulated days of six stores (`doors-field.ts stores --chosen --without-heads`).
 */
const TURNOVER_ALIKE_STEPS = 60;

/** Expected number of people inside with its 95 % interval. Never negative. */
export interface Occupancy {
  readonly at: EpochMs;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Occupancy between two anchors, estimated again once the second anchor is known. */
export interface RestatedOccupancy {
  readonly from: EpochMs;
  readonly stepMs: number;
  readonly points: readonly Occupancy[];
  /** Time that all people together spent inside, in person-milliseconds, and its standard deviation. */
  readonly presenceMs: number;
  readonly presenceSdMs: number;
  /** Mean of ins and outs, which are two counts of the same visits. */
  readonly entries: number;
}

/** Number of people at the end of a step, and its errors since the last anchor. */
export interface Step {
  /** People inside by counting alone, and the correction of this number by heads or turnover. */
  readonly net: number;
  readonly added: number;
  /** Error variance of the crossings so far, before scaling by `errorScale`. */
  readonly error: number;
  /** Variance of the estimate `net` + `added` when the step ended. */
  readonly variance: number;
}

/** The last step before an anchor, and the certain number of people inside at the anchor. */
export interface Anchored extends Step {
  readonly people: number;
  readonly errorScale: number;
  readonly biasVariance: number;
  /** Whether the turnover, and not heads, corrected the counts. */
  readonly isTurned: boolean;
  readonly entries: number;
}

interface Restated {
  readonly mean: number;
  readonly variance: number;
  /** Number of steps for which the error stays about the same. */
  readonly alike: number;
}

const PAST = struct({
  from: maybe(number),
  steps: converted(numbers(), flatOf, stepsOf),
});

/** Keeps the steps since the last anchor. The next anchor estimates them again. */
export class OccupancySteps implements Checkpointed {
  readonly #past: TypeOf<typeof PAST> = { from: undefined, steps: [] };
  readonly state = heldObject(PAST, this.#past);

  /** Returns how many steps have ended by `stepEnd` and were not added yet: two days of them at most. */
  countDue(stepEnd: number): number {
    this.#past.from ??= stepEnd;
    const due = (stepEnd - this.#end) / STEP_MS;
    if (due <= MAX_STEPS) return due;
    this.begin(stepEnd - MAX_STEPS * STEP_MS);
    return MAX_STEPS;
  }

  push({ net, added, error, variance }: Step): void {
    if (this.#past.steps.length >= MAX_STEPS) this.begin(this.#end);
    this.#past.steps.push({ net, added: rounded(added), error, variance: rounded(variance) });
  }

  /** Forgets all steps. The next step starts at `at`. */
  begin(at: number): void {
    this.#past.steps = [];
    this.#past.from = Math.floor(at / STEP_MS) * STEP_MS;
  }

  get #end(): number {
    return (this.#past.from ?? 0) + this.#past.steps.length * STEP_MS;
  }

  restate(at: EpochMs, anchored: Anchored): RestatedOccupancy {
    const from = (this.#past.from ?? at) as EpochMs;
    const { length } = this.#past.steps;
    let [presenceMs, presenceVariance] = [0, 0];
    const points = this.#past.steps.map((step, i) => {
      const { mean, variance, alike } = anchored.isTurned
        ? countBack(step, anchored)
        : bridge(step, anchored, length);
      presenceMs += mean * STEP_MS;
      presenceVariance += variance * Math.min(alike, length / 2) * STEP_MS ** 2;
      return pointAt(from + (i + 1) * STEP_MS, mean, variance);
    });
    const presenceSdMs = Math.sqrt(presenceVariance);
    return { from, stepMs: STEP_MS, points, presenceMs, presenceSdMs, entries: anchored.entries };
  }
}

/** Spreads the people missing at the anchor over the crossings before it. */
function bridge(step: Step, anchored: Anchored, length: number): Restated {
  const missing = anchored.people - anchored.net - anchored.added;
  const share = anchored.error === 0 ? 0 : step.error / anchored.error;
  const mean = Math.max(0, step.net + step.added + missing * share);
  const walked = anchored.errorScale * step.error * (1 - share) + ANCHOR_VARIANCE;
  // Errors of a Brownian bridge stay about the same for half of its length, those of heads for some minutes.
  if (walked <= step.variance) return { mean, variance: walked, alike: length / 2 };
  return { mean, variance: step.variance, alike: HEADS_ALIKE_STEPS };
}

/**
 * Joins the step's estimate with a second one, which is counted back from the anchor. Errors of counts add up in this
 * direction too. Each estimate is weighted by its accuracy.
 */
function countBack(step: Step, anchored: Anchored): Restated {
  const after = anchored.error - step.error;
  const visits = after / ERROR_PER_CROSSING / 2;
  const variance = anchored.errorScale * after + visits ** 2 * anchored.biasVariance + ANCHOR_VARIANCE;
  const share = step.variance / (step.variance + variance);
  const back = anchored.people - (anchored.net - step.net);
  const forward = step.net + step.added;
  return {
    mean: Math.max(0, forward + share * (back - forward)),
    variance: share * variance,
    alike: TURNOVER_ALIKE_STEPS,
  };
}

function pointAt(at: number, mean: number, variance: number): Occupancy {
  const halfWidth = TWO_SIDED_95 * Math.sqrt(variance);
  return {
    at: at as EpochMs,
    mean,
    low: Math.max(0, mean - halfWidth),
    high: mean + halfWidth,
  };
}

/** Rounds to 0.01, because each checkpoint contains all steps. */
function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}

function flatOf(steps: readonly Step[]): number[] {
  return steps.flatMap(({ net, added, error, variance }) => [net, added, error, variance]);
}

function stepsOf(flat: readonly number[]): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i + 3 < flat.length; i += 4) {
    const [net = 0, added = 0, error = 0, variance = 0] = flat.slice(i, i + 4);
    steps.push({ net, added, error, variance });
  }
  return steps;
}
