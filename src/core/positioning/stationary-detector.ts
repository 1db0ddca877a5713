import type { Levels } from './levels.ts';
import { average, createLevels, cut, follow, getWander } from './levels.ts';
import type { RssiSecond } from './likelihood.ts';

/**
 * The detector watches a tag for so long before it rests. Its mean places in the two halves may be so far apart. A
 * shopper at 0.1 m/s is 3 m further on; the places of a tag at rest swim by a metre. Measured on a walk at 0.14 m/s, with
 * 12 to 4 receivers, and on tags that lie at surveyed places: with forty seconds the walker was held to rest for half of
 * the time where there were six receivers.
 */
const WINDOW_S = 60;
const AGREE_M = 1.5;
/** Long enough to average the fading of a resting tag, short enough to notice a leaving one. */
const RECENT_S = 6;
/** How fast the resting level follows slow changes: stock moved, a door left open. */
const RESTING_S = 300;
/** Per reception, before the place has shown its own. */
const FADING_VARIANCE_DB = 11;
/** Seconds of a place's own noise that outweigh what is usual. */
const USUAL_S = 20;
/** People who pass a resting tag change its levels a little: this share of the fading. */
const SLOW_SHARE = 2 / 11;
/** Both halves of the window may differ by so many deviations more than those of a resting tag do. */
const REST_SIGMAS = 1;
/** The same between quarters: a person who goes up and down slowly has the same mean place in both halves. */
const PACED_SIGMAS = 2.5;
/**
 * As `getWander` has it. Of a minute at rest `all` is 1.1 (95 of 100 below 1.45), with 12 to 4 receivers; of a person who
 * paces three metres 2.3 (5 of 100 below 1.35). Many people pass a resting tag, too: to leave, `most` must say so.
 */
const REST_WANDER = 1.35;
const PACED_WANDER = 1.9;
/** Recent levels that differ by more deviations from those at rest are another place's. */
const MOVED_SIGMAS = 7;
/** One second may be a fluke. */
const MOVED_FOR_S = 3;
/** One wild second must not make a place look noisy: at most this many times its variance. */
const WILD = 16;

interface Place {
  readonly xM: number;
  readonly yM: number;
}

/**
 * Tells a tag that rests from one that moves, however slowly. To rest, both halves of a minute must agree in their levels
 * and in the estimated places. Its quarters must agree in their levels, which must not wander. A slow walker's levels may
 * look alike, its places move on. To leave, the recent level must differ by more than the place's own noise (chi² over
 * receivers). Or the levels of a minute must wander. The places of a resting tag drift, its levels do not.
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

  /** One second of a tag, and where it was estimated to be in it; returns whether it is at rest. */
  step(heard: RssiSecond, place: Place): boolean {
    follow(this.#recent, heard, RECENT_S);
    if (this.atRest) this.#awaitMove(heard);
    else this.#awaitRest(heard, place);
    return this.atRest;
  }

  /** Continues at rest after a restart: the resting level is learned again. */
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

  /** Whether none of so many parts of the window differs from the one after it by more than `sigmas`. */
  #isLevel(parts: number, sigmas: number): boolean {
    const levels = cut(this.#window, WINDOW_S / parts);
    return levels.every((after, i) => this.#sigmas(levels[i - 1] ?? after, after) < sigmas);
  }

  /** How far apart the mean places of both halves are. */
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
    // The newest levels may be the move itself: they update the resting level only once they turned out to be rest.
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

  /** By how many standard deviations of a chi-squared sum two sets of levels differ more than noise would make them. */
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
