import { TWO_SIDED_95 } from '../estimated.ts';
import type { Checkpointed, EpochMs, Json } from '../types.ts';
import type { Direction } from './crossing.ts';
import { HeadCount } from './head-count.ts';

/** How many are inside: the expected number, and where it is with 95%. Never negative. */
export interface Occupancy {
  readonly at: EpochMs;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The time between two anchors, seen again once the second one is known. */
export interface RestatedOccupancy {
  readonly from: EpochMs;
  readonly stepMs: number;
  readonly points: readonly Occupancy[];
  /** Person-milliseconds inside, and their standard deviation. */
  readonly presenceMs: number;
  readonly presenceSdMs: number;
  /** Ins, corrected for the bias learnt. */
  readonly entries: number;
}

/** What had been counted since the last anchor when a step ended. */
interface Step {
  readonly net: number;
  /** Error variance of the crossings so far, at scale 1. */
  readonly error: number;
}

export const STEP_MS = 60_000;
/** Error variance per counted crossing before the shop's own closings are known: 97% per direction. */
const ERROR_PER_CROSSING = 0.03;
/** Ins against outs, before closings are known: 3% either way. */
const BIAS_SD = 0.03;
/** What a bias may drift between two anchors. */
const BIAS_DRIFT_SD = 0.003;
/** Closings that the assumed error is worth. */
const ASSUMED_CLOSINGS = 10;
const MAX_CLOSINGS = 60;
/** One mad closing (a door left to itself) says little: three standard deviations squared. */
const MAX_SURPRISE = 9;
/** Somebody may be forgotten at closing, rarely. */
const ANCHOR_VARIANCE = 0.02;
/** Two days: without an anchor for longer nothing earlier is restated. */
const MAX_STEPS = 2_880;
/** The middle 95%. */
const LOW_SHARE = 0.025;
const HIGH_SHARE = 0.975;

/**
 * How many people are inside, from the crossings of all doors: the chance of every number, moved by each step's counts
 * and spread by their error and by what is unknown of the doors' in/out bias. An anchor (closing, an empty shop) fixes the
 * number, teaches bias and error, and restates the time since the anchor before: what was missing is spread over the
 * crossings it came from, a Brownian bridge in crossings instead of time.
 */
export class OccupancyEstimator implements Checkpointed {
  readonly #inside = new HeadCount();
  /** Of the step that is open; `#extra` is what the counts themselves are unsure of. */
  #in = 0;
  #out = 0;
  #extra = 0;
  /** Since the last anchor, by counting alone. */
  #net = 0;
  #error = 0;
  #crossings = 0;
  #entries = 0;
  /** Logarithm of how much too high outs are counted against ins, as of the last anchor. */
  #bias = 0;
  #biasVariance = BIAS_SD ** 2;
  #errorScale = 1;
  #closings = 0;
  #steps: Step[] = [];
  #stepsFrom: number | undefined;

  /** `variance` is what the count itself is unsure of (a corrected or restored one). */
  crossed(direction: Direction, count: number, variance = 0): void {
    if (direction === 'in') this.#in += count;
    else this.#out += count;
    this.#extra += variance;
  }

  /** Ends every step that is over by `at`, and gives the estimate at the last end. */
  advance(at: EpochMs): Occupancy | undefined {
    const stepEnd = Math.floor(at / STEP_MS) * STEP_MS;
    this.#stepsFrom ??= stepEnd;
    let hasStepped = false;
    while (this.#stepsFrom + this.#steps.length * STEP_MS < stepEnd) {
      if (this.#steps.length >= MAX_STEPS) this.#forget(stepEnd);
      this.#step();
      this.#steps.push({ net: this.#net, error: this.#error });
      hasStepped = true;
    }
    return hasStepped ? this.#now(stepEnd) : undefined;
  }

  /** `people` are inside at `at` for sure. Gives the time since the last anchor as it must have been. */
  anchor(at: EpochMs, people: number): RestatedOccupancy {
    this.advance(at);
    this.#step();
    const restated = this.#restate(at, people);
    this.#learn(people);
    this.#begin(at, people);
    return restated;
  }

  snapshot(): Json {
    return {
      inside: this.#inside.snapshot(),
      open: [this.#in, this.#out, this.#extra],
      since: [this.#net, this.#error, this.#crossings, this.#entries],
      learnt: [this.#bias, this.#biasVariance, this.#errorScale, this.#closings],
      stepsFrom: this.#stepsFrom ?? null,
      steps: this.#steps.flatMap(({ net, error }) => [net, error]),
    };
  }

  restore(saved: Json): void {
    const { inside, open, since, learnt, stepsFrom, steps } = saved as unknown as {
      inside: Json;
      open: readonly [number, number, number];
      since: readonly [number, number, number, number];
      learnt: readonly [number, number, number, number];
      stepsFrom: number | null;
      steps: readonly number[];
    };
    this.#inside.restore(inside);
    [this.#in, this.#out, this.#extra] = open;
    [this.#net, this.#error, this.#crossings, this.#entries] = since;
    [this.#bias, this.#biasVariance, this.#errorScale, this.#closings] = learnt;
    this.#stepsFrom = stepsFrom ?? undefined;
    this.#steps = [];
    for (let i = 0; i + 1 < steps.length; i += 2) {
      this.#steps.push({ net: steps[i] ?? 0, error: steps[i + 1] ?? 0 });
    }
  }

  #step(): void {
    const crossings = this.#in + this.#out;
    if (crossings === 0 && this.#extra === 0) return;
    const error = ERROR_PER_CROSSING * crossings + this.#extra / this.#errorScale;
    const entered = this.#in * Math.exp(this.#bias / 2);
    const change = entered - this.#out * Math.exp(-this.#bias / 2);
    // An unknown bias is the same all day: its part of the spread grows with the square of the crossings.
    const systematic = ((this.#crossings + crossings) ** 2 - this.#crossings ** 2) / 4;
    this.#inside.move(change, this.#errorScale * error + systematic * this.#biasVariance);
    this.#net += change;
    this.#error += error;
    this.#crossings += crossings;
    this.#entries += entered;
    this.#in = 0;
    this.#out = 0;
    this.#extra = 0;
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
    const from = (this.#stepsFrom ?? at) as EpochMs;
    const missing = people - this.#net;
    let presenceMs = 0;
    const points = this.#steps.map(({ net, error }, i) => {
      const share = this.#error === 0 ? 0 : error / this.#error;
      const mean = net + missing * share;
      presenceMs += mean * STEP_MS;
      const variance = this.#errorScale * error * (1 - share) + ANCHOR_VARIANCE;
      return bridged(from + (i + 1) * STEP_MS, mean, variance);
    });
    // The mean of a Brownian bridge over its length has a twelfth of the walk's variance.
    const presenceSdMs = points.length * STEP_MS * Math.sqrt((this.#errorScale * this.#error) / 12);
    return { from, stepMs: STEP_MS, points, presenceMs, presenceSdMs, entries: this.#entries };
  }

  /**
   * A closing that does not come out at `people` is bias as far as chance does not explain it; one that is further off
   * than both explain says that crossings are counted worse than assumed.
   */
  #learn(people: number): void {
    const missing = people - this.#net;
    const half = this.#crossings / 2;
    const chance = this.#errorScale * this.#error + ANCHOR_VARIANCE;
    const total = half ** 2 * this.#biasVariance + chance;
    const gain = (half * this.#biasVariance) / total;
    this.#bias += gain * missing;
    this.#biasVariance = Math.min(BIAS_SD ** 2, (1 - gain * half) * this.#biasVariance + BIAS_DRIFT_SD ** 2);
    if (chance < 1) return;
    const known = ASSUMED_CLOSINGS + this.#closings;
    this.#errorScale *= (known + Math.min(MAX_SURPRISE, missing ** 2 / total)) / (known + 1);
    this.#closings = Math.min(MAX_CLOSINGS, this.#closings + 1);
  }

  #begin(at: EpochMs, people: number): void {
    this.#inside.set(people);
    this.#net = people;
    this.#error = 0;
    this.#crossings = 0;
    this.#entries = 0;
    this.#steps = [];
    this.#stepsFrom = Math.floor(at / STEP_MS) * STEP_MS;
  }

  #forget(stepEnd: number): void {
    this.#steps = [];
    this.#stepsFrom = stepEnd - STEP_MS;
  }
}

function bridged(at: number, mean: number, variance: number): Occupancy {
  const halfWidth = TWO_SIDED_95 * Math.sqrt(variance);
  return {
    at: at as EpochMs,
    mean: Math.max(0, mean),
    low: Math.max(0, Math.floor(mean - halfWidth)),
    high: Math.max(0, Math.ceil(mean + halfWidth)),
  };
}
