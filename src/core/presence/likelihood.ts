import type { RadioMap } from './radio-map.ts';

/** What all receivers heard of one tag in one second; a receiver that heard nothing has a count of 0. */
export interface HeardSecond {
  /** The mean of the received power, in dBm: a fade in one channel is no sign of distance. */
  readonly meanDbm: Float32Array;
  readonly count: Uint8Array;
  /** The receiver of the loudest single reception. */
  readonly loudest: number;
  readonly loudestDbm: number;
}

/** Fast fading within one second, per reception. */
const FADING_DB = 3;
/** Shadowing lasts longer than a second, so each second is worth about half of an independent one. */
const TEMPER = 0.5;
/** The same place again is not fresh evidence of the tag's power. */
const OFFSET_INFORMATION = 0.1;
const NEGLIGIBLE = 1e-9;
/** Nothing is impossible; and numbers below this slow the processor down. */
const LEAST_LOG = -40;

/** How well each cell explains what was heard in one second, with the tag's power offset as an unknown. */
export class Likelihood {
  readonly perCell: Float64Array;
  readonly #weight: Float64Array;
  readonly #weighted: Float64Array;
  readonly #squared: Float64Array;
  readonly #determinant: Float64Array;

  constructor(cells: number) {
    this.perCell = new Float64Array(cells);
    this.#weight = new Float64Array(cells);
    this.#weighted = new Float64Array(cells);
    this.#squared = new Float64Array(cells);
    this.#determinant = new Float64Array(cells);
  }

  /** Fills `perCell`, largest value 1, with an offset ~ N(offsetDb, sd²) integrated out (sd 0: known exactly). */
  compute(map: RadioMap, heard: HeardSecond, offsetDb: number, offsetSdDb: number): void {
    this.#weight.fill(0);
    this.#weighted.fill(0);
    this.#squared.fill(0);
    this.#determinant.fill(1);
    for (let r = 0; r < map.receivers.length; r++) {
      const count = heard.count[r] ?? 0;
      if (count > 0) this.#add(map, r, (heard.meanDbm[r] ?? 0) - offsetDb, FADING_DB ** 2 / count);
    }
    this.#conclude(offsetSdDb);
  }

  #add(map: RadioMap, r: number, levelDbm: number, fadingVariance: number): void {
    const { meanDbm, varianceDb } = map;
    const cells = this.perCell.length;
    const at = r * cells;
    for (let cell = 0; cell < cells; cell++) {
      const w = 1 / ((varianceDb[at + cell] ?? 1) + fadingVariance);
      const error = levelDbm - (meanDbm[at + cell] ?? 0);
      const we = w * error;
      this.#weight[cell] = (this.#weight[cell] ?? 0) + w;
      this.#weighted[cell] = (this.#weighted[cell] ?? 0) + we;
      this.#squared[cell] = (this.#squared[cell] ?? 0) + we * error;
      // Scaled so that the product over many receivers stays in range.
      this.#determinant[cell] = (this.#determinant[cell] ?? 1) * w * 32;
    }
  }

  #conclude(offsetSdDb: number): void {
    const variance = offsetSdDb ** 2;
    const into = this.perCell;
    let best = Number.NEGATIVE_INFINITY;
    for (let cell = 0; cell < into.length; cell++) {
      const weight = this.#weight[cell] ?? 0;
      const we = this.#weighted[cell] ?? 0;
      const spread = variance * weight + 1;
      const explained = (we * we * variance) / spread;
      const log = explained - (this.#squared[cell] ?? 0) + Math.log((this.#determinant[cell] ?? 1) / spread);
      into[cell] = log;
      if (log > best) best = log;
    }
    for (let cell = 0; cell < into.length; cell++) {
      into[cell] = Math.exp(Math.max(LEAST_LOG, 0.5 * TEMPER * ((into[cell] ?? 0) - best)));
    }
  }

  /** Mean shift and deviation of the offset over `belief` after the second last computed, counted at a tenth of its worth. */
  offset(belief: Float64Array, offsetSdDb: number): { readonly shiftDb: number; readonly sdDb: number } {
    const precision = 1 / offsetSdDb ** 2;
    let first = 0;
    let second = 0;
    for (let cell = 0; cell < belief.length; cell++) {
      const p = belief[cell] ?? 0;
      if (p < NEGLIGIBLE) continue;
      const total = OFFSET_INFORMATION * (this.#weight[cell] ?? 0) + precision;
      const shift = (OFFSET_INFORMATION * (this.#weighted[cell] ?? 0)) / total;
      first += p * shift;
      second += p * (1 / total + shift * shift);
    }
    return { shiftDb: first, sdDb: Math.sqrt(Math.max(0, second - first * first)) };
  }
}
