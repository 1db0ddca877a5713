import type { RssiSecond } from './likelihood.ts';

/** A slow shopper covers metres in the halves of this; a resting tag's levels agree. */
const WINDOW_S = 40;
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
/** Deviations above what is expected of a resting tag at which it is taken to rest, and to have left. */
const REST_SIGMAS = 1;
/** Up to here it may well lie still: too little to say so, enough to wait for before its zone changes. */
const STEADY_SIGMAS = 3;
const MOVED_SIGMAS = 6;
/** The newest levels may be the move itself: they update the resting level only once they turned out to be rest. */
const TEACHES_AFTER_S = 20;
/** One second may be a fluke. */
const MOVED_FOR_S = 3;
/** One wild second must not make a place look noisy: at most this many times its variance. */
const WILD = 16;

/** Weighted mean levels of all receivers; weights are receptions. */
interface Levels {
  readonly meanDbm: Float32Array;
  readonly weight: Float32Array;
}

/**
 * Distinguishes a resting tag from a moving one by levels alone. Position estimates drift, but levels of a resting
 * tag do not, even with a wrong map. A tag comes to rest when both halves of the last 40 s agree. It leaves rest when
 * the recent level differs from the resting one by more than the place's noise. That test takes all receivers
 * together (chi²).
 */
export class StationaryDetector {
  atRest = false;
  /** Nothing speaks for a move; a tag at rest is steady. */
  steady = false;
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

  /** One second of a tag; returns whether it is at rest. */
  step(heard: RssiSecond): boolean {
    follow(this.#recent, heard, RECENT_S);
    if (this.atRest) this.#watch(heard);
    else this.#wait(heard);
    return this.atRest;
  }

  /** Continues at rest after a restart: the resting level is learned again. */
  resume(): void {
    this.atRest = true;
    this.steady = true;
  }

  #wait(heard: RssiSecond): void {
    this.#window.push(heard);
    if (this.#window.length < WINDOW_S) return;
    const receivers = heard.count.length;
    const before = average(this.#window, 0, WINDOW_S / 2, receivers);
    const after = average(this.#window, WINDOW_S / 2, WINDOW_S, receivers);
    const sigmas = this.#sigmas(before, after);
    this.steady = sigmas < STEADY_SIGMAS;
    if (sigmas < REST_SIGMAS) this.#settle(receivers);
    else this.#window.shift();
  }

  #settle(receivers: number): void {
    this.#resting = average(this.#window, 0, WINDOW_S, receivers);
    for (const second of this.#window) this.#learnNoise(second);
    this.#window = [];
    this.#movedS = 0;
    this.atRest = true;
  }

  #watch(heard: RssiSecond): void {
    this.#window.push(heard);
    const rested = this.#window.length > TEACHES_AFTER_S ? this.#window.shift() : undefined;
    if (rested !== undefined) {
      this.#learnNoise(rested);
      follow(this.#resting, rested, RESTING_S);
    }
    this.#movedS = this.#sigmas(this.#recent, this.#resting) > MOVED_SIGMAS ? this.#movedS + 1 : 0;
    if (this.#movedS < MOVED_FOR_S) return;
    this.atRest = false;
    this.steady = false;
    this.#window = [];
    this.#square.fill(0);
    this.#squares.fill(0);
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

function createLevels(receivers: number): Levels {
  return { meanDbm: new Float32Array(receivers), weight: new Float32Array(receivers) };
}

/** A mean that forgets. */
function follow({ meanDbm, weight }: Levels, heard: RssiSecond, forgetS: number): void {
  for (let r = 0; r < weight.length; r++) {
    const count = heard.count[r] ?? 0;
    const total = (weight[r] ?? 0) * (1 - 1 / forgetS) + count;
    weight[r] = total;
    if (count > 0) {
      meanDbm[r] = (meanDbm[r] ?? 0) + (((heard.meanDbm[r] ?? 0) - (meanDbm[r] ?? 0)) * count) / total;
    }
  }
}

function average(seconds: readonly RssiSecond[], from: number, to: number, receivers: number): Levels {
  const levels = createLevels(receivers);
  for (let s = from; s < to; s++) {
    const second = seconds[s];
    if (second !== undefined) follow(levels, second, Number.POSITIVE_INFINITY);
  }
  return levels;
}
