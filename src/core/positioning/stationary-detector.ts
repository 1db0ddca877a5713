import type { Levels } from './levels.ts';
import { average, createLevels, cut, follow, getWander } from './levels.ts';
import type { RssiSecond } from './likelihood.ts';

/**
 * Seconds a tag is watched before it rests. Within them, the mean places of both halves agree within 1.5 m. A shopper
 * at 0.1 m/s moves 3 m from half to half; the place of a resting tag swims by 1 m. Measured on a walk at 0.14 m/s with
 * 4 to 12 receivers, and on tags at surveyed places. With a window of 40 s and 6 receivers, the walker counted as
 * resting half of the time.
 */
const WINDOW_S = 60;
const AGREE_M = 1.5;
/** Seconds averaged for the recent level: enough to average fading, short enough to notice a tag that leaves. */
const RECENT_S = 6;
/** Time constant in seconds of the resting level, which follows slow changes such as moved stock or an open door. */
const RESTING_S = 300;
/** Variance of one reception in dB², used until the place has shown its own. */
const FADING_VARIANCE_DB = 11;
/** Seconds of measured noise that weigh as much as `FADING_VARIANCE_DB`. */
const USUAL_S = 20;
/** Share of the fading variance that remains in long averages: people who pass change the levels of a resting tag. */
const SLOW_SHARE = 2 / 11;
/** Standard deviations by which both halves of the window may differ beyond noise. */
const REST_SIGMAS = 1;
/**
 * Standard deviations by which neighbouring quarters may differ. Quarters expose a person who paces slowly, because
 * both halves then have the same mean place.
 */
const PACED_SIGMAS = 2.5;
/**
 * Bounds for the ratios of `getWander`, measured over one minute with 4 to 12 receivers. At rest, `all` is 1.1 (95 %
 * below 1.45). For a person who paces 3 m, `all` is 2.3 (5 % below 1.35). People who pass also raise `all`, so that a
 * tag leaves only when `most` exceeds its bound.
 */
const REST_WANDER = 1.35;
const PACED_WANDER = 1.9;
/** Standard deviations beyond which the recent level belongs to another place. */
const MOVED_SIGMAS = 7;
/** Seconds in a row needed to leave: one second may be an outlier. */
const MOVED_FOR_S = 3;
/** Largest multiple of a place's variance that one second may add. An outlier must not make the place look noisy. */
const WILD = 16;

interface Place {
  readonly xM: number;
  readonly yM: number;
}

/**
 * Tells resting tags from moving ones, also slow ones. A tag comes to rest when both halves of a minute agree in levels
 * and estimated places. Its quarters must also agree in levels, and the levels must not wander. A slow walker's levels
 * may agree, but the places move. A tag leaves when the recent level exceeds the place's noise (chi² over receivers),
 * or when a minute's levels wander. Places are not used for leaving: the places of a resting tag drift, the levels do
 * not.
 */
export class StationaryDetector {
  atRest = false;
  readonly #places: Place[] = [];
  #window: RssiSecond[] = [];
  readonly #recent: Levels;
  #resting: Levels;
  readonly #square: Float32Array;
  readonly #squares: Float32Array;
  #movedS = 0;

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
  }

  #awaitRest(heard: RssiSecond, { xM, yM }: Place): void {
    this.#window.push(heard);
    this.#places.push({ xM, yM });
    if (this.#window.length < WINDOW_S) return;
    if (this.#isStill()) {
      this.#settle();
      return;
    }
    this.#window.shift();
    this.#places.shift();
  }

  #isStill(): boolean {
    if (this.#movedM() >= AGREE_M || !this.#isLevel(2, REST_SIGMAS) || !this.#isLevel(4, PACED_SIGMAS))
      return false;
    return getWander(this.#window).all < REST_WANDER;
  }

  /** Returns whether all neighbouring parts of the window differ by less than `sigmas` standard deviations. */
  #isLevel(parts: number, sigmas: number): boolean {
    const levels = cut(this.#window, WINDOW_S / parts);
    return levels.every((after, i) => this.#sigmas(levels[i - 1] ?? after, after) < sigmas);
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
  }

  #awaitMove(heard: RssiSecond): void {
    this.#window.push(heard);
    // The newest levels may belong to a move. They update the resting level only after a minute at rest.
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
    return this.#window.length === WINDOW_S && getWander(this.#window).most > PACED_WANDER;
  }

  #learnNoise({ meanDbm, count }: RssiSecond): void {
    for (let r = 0; r < count.length; r++) {
      const n = count[r] ?? 0;
      if (n === 0) continue;
      const deviation = (meanDbm[r] ?? 0) - (this.#resting.meanDbm[r] ?? 0);
      const square = Math.min(n * deviation ** 2, WILD * this.#variance(r));
      const forget = 1 - 1 / RESTING_S;
      this.#square[r] = (this.#square[r] ?? 0) * forget + ((this.#resting.weight[r] ?? 0) > 0 ? square : 0);
      this.#squares[r] = (this.#squares[r] ?? 0) * forget + 1;
    }
  }

  #variance(r: number): number {
    return (USUAL_S * FADING_VARIANCE_DB + (this.#square[r] ?? 0)) / (USUAL_S + (this.#squares[r] ?? 0));
  }

  /** Returns by how many standard deviations of a chi² sum two sets of levels differ beyond noise. */
  #sigmas(a: Levels, b: Levels): number {
    let sum = 0;
    let receivers = 0;
    for (let r = 0; r < this.#square.length; r++) {
      const aWeight = a.weight[r] ?? 0;
      const bWeight = b.weight[r] ?? 0;
      if (aWeight < 1 || bWeight < 1) continue;
      const difference = (a.meanDbm[r] ?? 0) - (b.meanDbm[r] ?? 0);
      sum += difference ** 2 / (this.#variance(r) * (1 / aWeight + 1 / bWeight + SLOW_SHARE));
      receivers++;
    }
    return receivers === 0 ? 0 : (sum - receivers) / Math.sqrt(2 * receivers);
  }
}
