import type { Levels } from './levels.ts';
import { average, createLevels, cut, follow, getWander } from './levels.ts';
import type { RssiSecond } from './likelihood.ts';

/** Seconds of levels that must agree before a tag counts as resting. */
const WINDOW_S = 60;
/**
 * Limit in metres of a sum that speaks against rest. Its first term is the distance between the mean places of both
 * halves of a window. The second is the difference between the levels of both halves, at 0.3 m per standard deviation.
 * The third is wander beyond the usual, at 12 m per unit. Chosen with 4 to 12 receivers, on resting and moving tags in
 * the room of the recordings. The moving tags walked at 0.1 to 0.3 m/s or paced.
 */
const REST_M = 1.8;
const SIGMA_WORTH_M = 0.3;
const WANDER_WORTH_M = 12;
/**
 * Largest distance between mean places that counts in the sum. Where two places have similar levels, a resting tag's
 * estimated place jumps between them over any distance.
 */
const MOST_MOVED_M = 2;
/** Mean of `all` from `getWander` for resting tags. */
const USUAL_WANDER = 1.15;
/** Limit of the sum in metres, below which the tag may rest, although this is not certain. */
const MAY_REST_M = 3;
/** Seconds averaged for the recent level: enough to average fading, short enough to notice a tag that leaves. */
const RECENT_S = 6;
/** Time constant in seconds of the resting level, which follows slow changes such as moved stock or an open door. */
const RESTING_S = 300;
/** Variance of one reception in dB². Used until the noise of the place itself is known. */
const FADING_VARIANCE_DB = 11;
/** Weight of `FADING_VARIANCE_DB`, in seconds of measured noise. */
const USUAL_S = 20;
/** Share of the fading variance that remains in long averages. People who pass change the levels of a resting tag. */
const SLOW_SHARE = 2 / 11;
/**
 * A tag paces when `most` from `getWander` exceeds 1 + this ÷ √receivers. People who pass a resting tag make single
 * levels wander.
 */
const PACED_WANDER = 2.6;
/** Seconds between two checks for pacing. These checks are the largest part of the cost of a resting tag. */
const PACING_EVERY_S = 5;
/** Standard deviations from the resting level at which the recent level belongs to another place. */
const MOVED_SIGMAS = 4.2;
/** Seconds in a row needed to leave: one second may be an outlier. */
const MOVED_FOR_S = 3;
/** Largest multiple of a place's variance that one second may add. One outlier must not make the place seem noisy. */
const WILD = 16;

export interface Motion {
  readonly atRest: boolean;
  /**
   * Whether the tag may rest, because its levels do not prove that it moves. It rested within the last minute, or
   * differs little from a resting tag.
   */
  readonly mayRest: boolean;
}

interface Place {
  readonly xM: number;
  readonly yM: number;
}

/**
 * Distinguishes resting tags from moving tags, even slow ones. A tag comes to rest when both halves of a minute agree
 * in levels and estimated places. The levels must also not wander. The three conditions add up to one sum, which is
 * more reliable than each alone. A tag leaves rest when its recent level differs from the resting level by more than
 * noise. It also leaves rest when the levels of a minute wander. Places are not used for leaving, because the estimated
 * places of a resting tag drift and the levels do not.
 */
export class StationaryDetector implements Motion {
  atRest = false;
  mayRest = false;
  readonly #places: Place[] = [];
  #window: RssiSecond[] = [];
  readonly #recent: Levels;
  #resting: Levels;
  readonly #square: Float32Array;
  readonly #squares: Float32Array;
  #movedS = 0;
  #restedS = 0;
  #pacing = false;

  constructor(receivers: number) {
    this.#recent = createLevels(receivers);
    this.#resting = createLevels(receivers);
    this.#square = new Float32Array(receivers);
    this.#squares = new Float32Array(receivers);
  }

  /** Adds one second of levels and the estimated place. Returns whether the tag is at rest. */
  step(heard: RssiSecond, place: Place): boolean {
    follow(this.#recent, heard, RECENT_S);
    if (this.atRest) this.#awaitMove(heard);
    else this.#awaitRest(heard, place);
    return this.atRest;
  }

  /** Continues at rest after a restart. The resting level is learned again. */
  resume(): void {
    this.atRest = true;
    this.mayRest = true;
  }

  #awaitRest(heard: RssiSecond, { xM, yM }: Place): void {
    this.#window.push(heard);
    this.#places.push({ xM, yM });
    if (this.#window.length < WINDOW_S) return;
    const movingM = this.#movingM();
    this.mayRest = movingM < MAY_REST_M;
    if (movingM < REST_M) {
      this.#settle();
      return;
    }
    this.#window.shift();
    this.#places.shift();
  }

  /** Returns the sum that speaks against rest in the window, in metres. */
  #movingM(): number {
    const [before, after] = cut(this.#window, WINDOW_S / 2);
    const sigmas = before === undefined || after === undefined ? 0 : this.#sigmas(before, after);
    const wander = Math.max(0, getWander(this.#window).all - USUAL_WANDER);
    return Math.min(MOST_MOVED_M, this.#movedM()) + SIGMA_WORTH_M * sigmas + WANDER_WORTH_M * wander;
  }

  /** Returns the distance between the mean places of both halves, in metres. */
  #movedM(): number {
    const half = this.#places.length / 2;
    let xM = 0;
    let yM = 0;
    for (const [i, place] of this.#places.entries()) {
      const sign = i < half ? -1 : 1;
      xM += sign * place.xM;
      yM += sign * place.yM;
    }
    return Math.hypot(xM, yM) / half;
  }

  #settle(): void {
    this.#resting = average(this.#window);
    for (const second of this.#window) this.#learnNoise(second);
    this.#window = [];
    this.#places.length = 0;
    this.#movedS = 0;
    this.atRest = true;
    this.mayRest = true;
  }

  #awaitMove(heard: RssiSecond): void {
    this.#window.push(heard);
    // The newest levels may belong to a move. They update the resting level only when the tag still rests a minute
    // later.
    const rested = this.#window.length > WINDOW_S ? this.#window.shift() : undefined;
    if (rested !== undefined) {
      this.#learnNoise(rested);
      follow(this.#resting, rested, RESTING_S);
    }
    this.#movedS = this.#isElsewhere() || this.#isPacing() ? this.#movedS + 1 : 0;
    if (this.#movedS < MOVED_FOR_S) return;
    this.atRest = false;
    this.#window = [];
    this.#square.fill(0);
    this.#squares.fill(0);
  }

  #isElsewhere(): boolean {
    return this.#sigmas(this.#recent, this.#resting) > MOVED_SIGMAS;
  }

  #isPacing(): boolean {
    if (this.#window.length < WINDOW_S) this.#pacing = false;
    else if (this.#restedS++ % PACING_EVERY_S === 0)
      this.#pacing = getWander(this.#window).most > 1 + PACED_WANDER / Math.sqrt(this.#square.length);
    return this.#pacing;
  }

  #learnNoise({ meanDbm, count }: RssiSecond): void {
    for (let r = 0; r < count.length; r++) {
      const n = count[r] ?? 0;
      if (n === 0) continue;
      const deviation = (meanDbm[r] ?? 0) - (this.#resting.meanDbm[r] ?? 0);
      const square = Math.min(n * deviation ** 2, WILD * this.#variance(r));
      const forget = 1 - 1 / RESTING_S;
      this.#square[r] = (this.#square[r] ?? 0) * forget + ((this.#resting.count[r] ?? 0) > 0 ? square : 0);
      this.#squares[r] = (this.#squares[r] ?? 0) * forget + 1;
    }
  }

  #variance(r: number): number {
    return (USUAL_S * FADING_VARIANCE_DB + (this.#square[r] ?? 0)) / (USUAL_S + (this.#squares[r] ?? 0));
  }

  /**
   * Returns how many standard deviations two sets of levels differ beyond what noise explains. The sum of squares over
   * receivers is made normal. After: Wilson, Hilferty, The Distribution of Chi-Square (1931).
   */
  #sigmas(a: Levels, b: Levels): number {
    let sum = 0;
    let receivers = 0;
    for (let r = 0; r < this.#square.length; r++) {
      const aCount = a.count[r] ?? 0;
      const bCount = b.count[r] ?? 0;
      if (aCount < 1 || bCount < 1) continue;
      const difference = (a.meanDbm[r] ?? 0) - (b.meanDbm[r] ?? 0);
      sum += difference ** 2 / (this.#variance(r) * (1 / aCount + 1 / bCount + SLOW_SHARE));
      receivers++;
    }
    if (receivers === 0) return 0;
    const variance = 2 / (9 * receivers);
    return (Math.cbrt(sum / receivers) - 1 + variance) / Math.sqrt(variance);
  }
}
