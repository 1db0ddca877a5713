import type { Span } from './belief.ts';
import type { Levels } from './levels.ts';
import type { RadioMap } from './radio-model/radio-map.ts';
import type { TxPowerHypothesis } from './tx-power-estimator.ts';

/**
 * Levels of one tag at all receivers in one second. A level is the mean received power, in dBm. Deep fades of single
 * channels change a mean of powers little, and they are no sign of distance.
 */
export interface RssiSecond extends Levels {
  readonly count: Uint8Array;
  /** Index of the receiver with the loudest single reception. */
  readonly loudest: number;
  readonly loudestDbm: number;
}

interface Level {
  readonly levelDbm: number;
  readonly variance: number;
}

/** Standard deviation of fast fading between receptions, in dB. Source: `scripts/bench presence-radio`. */
const FADING_DB = 4.2;
/**
 * Share of one second's levels that is new evidence, because shadows and map errors last longer than 1 s. Chosen
 * together with `STEP_M` of the random walk.
 */
const TEMPER = 0.6;
/**
 * Share of the map's variance that is new in each second, because map errors stay the same at a place. With a share of
 * 1, tags drift to well-mapped places.
 */
const VARIANCE_WORTH = 0.5;
/**
 * Share of one second's levels that counts as evidence about the tag's power. Levels from an unchanged place repeat the
 * same evidence.
 */
const OFFSET_INFORMATION = 0.2;
const NEGLIGIBLE = 1e-9;
/**
 * Lower bound of a log-likelihood. So no cell becomes impossible. Smaller numbers (denormal) would also slow the
 * processor down.
 */
const LEAST_LOG = -40;

/** Computes how well the levels of one second fit each cell, although the tag's power is not known exactly. */
export class Likelihood {
  readonly perCell: Float64Array;
  readonly #weight: Float64Array;
  readonly #weighted: Float64Array;
  readonly #squared: Float64Array;
  readonly #determinant: Float64Array;
  #span: Span;
  /** One likelihood per cell for each power hypothesis. Added up over the hypotheses, they give `perCell`. */
  readonly #parts: Float64Array[] = [];

  constructor(cells: number) {
    this.perCell = new Float64Array(cells);
    this.#weight = new Float64Array(cells);
    this.#weighted = new Float64Array(cells);
    this.#squared = new Float64Array(cells);
    this.#determinant = new Float64Array(cells);
    this.#span = { first: 0, end: cells };
  }

  /**
   * Fills `perCell` with values up to 1. Integrates over the possible power offsets of the tag under each hypothesis.
   * An `sdDb` of 0 means a known offset. Cells outside `span` get 0.
   */
  compute(
    map: RadioMap,
    heard: Levels,
    guesses: readonly TxPowerHypothesis[],
    span: Span = { first: 0, end: this.perCell.length },
  ): void {
    this.#span = span;
    const offsetDb = guesses[0]?.offsetDb ?? 0;
    this.#weight.fill(0);
    this.#weighted.fill(0);
    this.#squared.fill(0);
    this.#determinant.fill(1);
    for (let r = 0; r < map.receivers.length; r++) {
      const count = heard.count[r] ?? 0;
      if (count === 0) continue;
      const levelDbm = (heard.meanDbm[r] ?? 0) - offsetDb;
      this.#add(map, r, { levelDbm, variance: FADING_DB ** 2 / count });
    }
    const best = Math.max(...guesses.map((guess, g) => this.#explain(g, guess, guess.offsetDb - offsetDb)));
    this.perCell.fill(0);
    for (const [g, { share }] of guesses.entries()) this.#mix(g, share, best);
  }

  #add({ meanDbm, varianceDb }: RadioMap, r: number, { levelDbm, variance }: Level): void {
    const { first, end } = this.#span;
    const at = r * this.perCell.length;
    for (let cell = first; cell < end; cell++) {
      const w = 1 / ((varianceDb[at + cell] ?? 1) + variance);
      const error = levelDbm - (meanDbm[at + cell] ?? 0);
      const we = w * error;
      this.#weight[cell] = (this.#weight[cell] ?? 0) + w;
      this.#weighted[cell] = (this.#weighted[cell] ?? 0) + we;
      this.#squared[cell] = (this.#squared[cell] ?? 0) + we * error;
      // The factor 32 keeps the product over many receivers within the range of numbers.
      this.#determinant[cell] = (this.#determinant[cell] ?? 1) * w * 32;
    }
  }

  /**
   * Computes twice the log-likelihood per cell under hypothesis `g`, whose offset is `apartDb` above that of the first
   * hypothesis. Returns the largest value.
   */
  #explain(g: number, { sdDb }: TxPowerHypothesis, apartDb: number): number {
    const variance = sdDb ** 2;
    const { first, end } = this.#span;
    const into = this.#part(g);
    let best = Number.NEGATIVE_INFINITY;
    for (let cell = first; cell < end; cell++) {
      const weight = this.#weight[cell] ?? 0;
      const weighted = this.#weighted[cell] ?? 0;
      const we = weighted - apartDb * weight;
      const squared = (this.#squared[cell] ?? 0) - apartDb * (weighted + we);
      const spread = variance * weight + 1;
      const surprise = squared - (we * we * variance) / spread + Math.log(spread);
      const log = VARIANCE_WORTH * Math.log(this.#determinant[cell] ?? 1) - surprise;
      into[cell] = log;
      if (log > best) best = log;
    }
    return best;
  }

  #part(g: number): Float64Array {
    this.#parts[g] ??= new Float64Array(this.perCell.length);
    return this.#parts[g];
  }

  #mix(g: number, share: number, best: number): void {
    const { first, end } = this.#span;
    const part = this.#part(g);
    for (let cell = first; cell < end; cell++) {
      const value = share * Math.exp(Math.max(LEAST_LOG, 0.5 * TEMPER * ((part[cell] ?? 0) - best)));
      part[cell] = value;
      this.perCell[cell] = (this.perCell[cell] ?? 0) + value;
    }
  }

  /**
   * Updates the power hypotheses by the second of the last `compute`, and returns them. `belief` is the tag's belief
   * after that second.
   */
  learn(belief: Float32Array, guesses: readonly TxPowerHypothesis[]): TxPowerHypothesis[] {
    const offsetDb = guesses[0]?.offsetDb ?? 0;
    return guesses.map((guess, g) => this.#learnOne(belief, this.#part(g), guess, guess.offsetDb - offsetDb));
  }

  #learnOne(
    belief: Float32Array,
    part: Float64Array,
    guess: TxPowerHypothesis,
    apartDb: number,
  ): TxPowerHypothesis {
    const precision = 1 / guess.sdDb ** 2;
    let share = 0;
    let first = 0;
    let second = 0;
    for (let cell = 0; cell < belief.length; cell++) {
      if ((belief[cell] ?? 0) < NEGLIGIBLE) continue;
      const p = ((belief[cell] ?? 0) * (part[cell] ?? 0)) / (this.perCell[cell] ?? 1);
      const weight = this.#weight[cell] ?? 0;
      const total = OFFSET_INFORMATION * weight + precision;
      const shift = (OFFSET_INFORMATION * ((this.#weighted[cell] ?? 0) - apartDb * weight)) / total;
      share += p;
      first += p * shift;
      second += p * (1 / total + shift * shift);
    }
    if (share <= 0) return { ...guess, share: 0 };
    const mean = first / share;
    const sdDb = Math.sqrt(Math.max(0, second / share - mean * mean));
    return { share, offsetDb: guess.offsetDb + mean, sdDb };
  }
}
