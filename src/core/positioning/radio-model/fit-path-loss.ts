import { solveSymmetric } from '../../statistics/cholesky.ts';
import type { PathLoss, RadioMap } from './radio-map.ts';
import { expectedDbm } from './radio-map.ts';
import type { Way } from './way-sampler.ts';

/** Broad priors, taken from datasheets of tags and receivers and from published path-loss exponents of rooms. */
const POWER_PRIOR = { meanDbm: -60, sdDb: 8 };
const EXPONENT_PRIOR = { mean: 2, sd: 0.5 };
const GAIN_PRIOR_SD_DB = 4;
const TAG_PRIOR_SD_DB = 3;
/** Weight of one second, if an independent sample weighs 1: shadowing lasts for several seconds. */
const SECOND_WORTH = 0.25;
const SD_BOUNDS_DB = [3, 8] as const;

/**
 * Starting point of learning: the path loss of a generic room. In three small rooms, the power at 1 m was −62 dBm and
 * the exponent 2.2.
 */
export function genericPathLoss(receivers: number): PathLoss {
  return { powerDbm: -62, exponent: 2.2, gainDb: new Float64Array(receivers), sdDb: 6 };
}

export interface Learned {
  readonly loss: PathLoss;
  /** Offset in dB of each tag from the common power, by tag id. */
  readonly tagOffsetDb: ReadonlyMap<string, number>;
}

/**
 * Fits the path loss, one gain per receiver and one power per tag to ways, by weighted least squares. `from` is the fit
 * of the round before. `share` is the weight of each way. Yields after each way, so that a caller may spread the work
 * over time.
 */
export function* fitPathLoss(
  map: RadioMap,
  ways: readonly Way[],
  from: Learned,
  share = 1,
): Generator<void, Learned> {
  const normal = new NormalEquations(map, [...new Set(ways.map(({ trip }) => trip.tag))], from);
  for (const way of ways) {
    normal.add(way);
    yield;
  }
  return normal.solve(share);
}

/** Normal equations. Unknowns in order: power, exponent, one gain per receiver, one offset per tag. */
class NormalEquations {
  readonly #map: RadioMap;
  readonly #tags: readonly string[];
  readonly #from: Learned;
  readonly #size: number;
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;
  #squares = 0;
  #samples = 0;

  constructor(map: RadioMap, tags: readonly string[], from: Learned) {
    this.#map = map;
    this.#tags = tags;
    this.#from = from;
    this.#size = 2 + map.receivers.length + tags.length;
    this.#matrix = new Float64Array(this.#size ** 2);
    this.#right = new Float64Array(this.#size);
  }

  add({ trip, cells }: Way): void {
    const { loss, tagOffsetDb } = this.#from;
    const offsetDb = tagOffsetDb.get(trip.tag) ?? 0;
    const tagAt = 2 + this.#map.receivers.length + this.#tags.indexOf(trip.tag);
    for (const [t, { meanDbm, count }] of trip.seconds.entries())
      for (let r = 0; r < this.#map.receivers.length; r++) {
        if ((count[r] ?? 0) === 0) continue;
        const log = this.#map.logDistance[r * this.#map.grid.cells + (cells[t] ?? 0)] ?? 0;
        const levelDbm = meanDbm[r] ?? 0;
        this.#accumulate([0, 2 + r, tagAt, 1], [1, 1, 1, -log], levelDbm);
        this.#squares += (levelDbm - offsetDb - expectedDbm(loss, r, log)) ** 2;
        this.#samples++;
      }
  }

  /** Adds one equation: the unknowns, each times its factor, add up to the level. */
  #accumulate(unknowns: readonly number[], factors: readonly number[], levelDbm: number): void {
    for (const [k, i] of unknowns.entries()) {
      const factor = factors[k] ?? 0;
      for (const [l, j] of unknowns.entries()) this.#plus(i, j, factor * (factors[l] ?? 0));
      this.#right[i] = (this.#right[i] ?? 0) + factor * levelDbm;
    }
  }

  #plus(i: number, j: number, value: number): void {
    const at = i * this.#size + j;
    this.#matrix[at] = (this.#matrix[at] ?? 0) + value;
  }

  solve(share: number): Learned {
    const receivers = this.#map.receivers.length;
    const scale = (share * SECOND_WORTH) / this.#from.loss.sdDb ** 2;
    for (let i = 0; i < this.#matrix.length; i++) this.#matrix[i] = (this.#matrix[i] ?? 0) * scale;
    for (let i = 0; i < this.#size; i++) this.#right[i] = (this.#right[i] ?? 0) * scale;
    this.#prior(0, POWER_PRIOR.meanDbm, POWER_PRIOR.sdDb);
    this.#prior(1, EXPONENT_PRIOR.mean, EXPONENT_PRIOR.sd);
    for (let r = 0; r < receivers; r++) this.#prior(2 + r, 0, GAIN_PRIOR_SD_DB);
    for (let t = 0; t < this.#tags.length; t++) this.#prior(2 + receivers + t, 0, TAG_PRIOR_SD_DB);
    solveSymmetric(this.#matrix, this.#size, this.#right);
    return this.#read(receivers);
  }

  #prior(i: number, mean: number, sd: number): void {
    this.#plus(i, i, 1 / sd ** 2);
    this.#right[i] = (this.#right[i] ?? 0) + mean / sd ** 2;
  }

  #read(receivers: number): Learned {
    const [powerDbm = 0, exponent = 0] = this.#right;
    const rms = Math.sqrt(this.#squares / Math.max(1, this.#samples));
    // The first round places tags without knowing their powers, so its residuals do not measure noise.
    const first = this.#from.tagOffsetDb.size === 0;
    const sdDb = first ? this.#from.loss.sdDb : Math.min(SD_BOUNDS_DB[1], Math.max(SD_BOUNDS_DB[0], rms));
    const tagOffsetDb = new Map(this.#tags.map((tag, t) => [tag, this.#right[2 + receivers + t] ?? 0]));
    return { loss: { powerDbm, exponent, gainDb: this.#right.slice(2, 2 + receivers), sdDb }, tagOffsetDb };
  }
}
