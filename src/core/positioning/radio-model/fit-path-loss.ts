import { solveSymmetric } from '../../statistics/cholesky.ts';
import type { PathLoss, RadioMap } from './radio-map.ts';
import type { Smoother, Trip } from './smoother.ts';

/** Broad priors, taken from datasheets of tags and receivers and from published path-loss exponents of rooms. */
const POWER_PRIOR = { meanDbm: -60, sdDb: 8 };
const EXPONENT_PRIOR = { mean: 2, sd: 0.5 };
const GAIN_PRIOR_SD_DB = 4;
const TAG_PRIOR_SD_DB = 3;
/** Weight of one second, if an independent sample weighs 1: shadowing lasts for several seconds. */
const SECOND_WORTH = 0.25;
const SD_BOUNDS_DB = [3, 8] as const;
const NEGLIGIBLE = 1e-6;

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
 * Fits the path loss, one gain per receiver and one power per tag by expectation–maximisation. Each round smooths the
 * tags' positions with the present parameters, and then fits the parameters by weighted least squares. Yields after
 * each trip and each round, so that a caller may spread the work over time.
 */
export function* learnPathLoss(
  map: RadioMap,
  smoother: Smoother,
  trips: readonly Trip[],
  rounds: number,
): Generator<void, Learned> {
  const tags = [...new Set(trips.map(({ tag }) => tag))];
  let learned: Learned = { loss: genericPathLoss(map.receivers.length), tagOffsetDb: new Map() };
  for (let round = 0; round < rounds; round++) {
    map.fill(learned.loss);
    const normal = new NormalEquations(map, tags, learned);
    for (const trip of trips) {
      yield* normal.add(trip, smoother);
      yield;
    }
    learned = normal.solve();
    yield;
  }
  return learned;
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

  *add(trip: Trip, smoother: Smoother): Generator<void, void> {
    const offset = this.#from.tagOffsetDb.get(trip.tag);
    const tagAt = 2 + this.#map.receivers.length + this.#tags.indexOf(trip.tag);
    yield* smoother.smooth(trip, this.#map, offset, ({ meanDbm, count }, belief) => {
      for (let r = 0; r < this.#map.receivers.length; r++) {
        if ((count[r] ?? 0) > 0)
          this.#addSample(r, tagAt, belief, { levelDbm: meanDbm[r] ?? 0, offsetDb: offset ?? 0 });
      }
    });
  }

  #addSample(
    r: number,
    tagAt: number,
    belief: Float32Array,
    { levelDbm, offsetDb }: { readonly levelDbm: number; readonly offsetDb: number },
  ): void {
    const { cells } = this.#map.grid;
    const { logDistance, meanDbm } = this.#map;
    let first = 0;
    let second = 0;
    let squares = 0;
    for (let cell = 0; cell < cells; cell++) {
      const p = belief[cell] ?? 0;
      if (p < NEGLIGIBLE) continue;
      const log = logDistance[r * cells + cell] ?? 0;
      first += p * log;
      second += p * log * log;
      squares += p * (levelDbm - offsetDb - (meanDbm[r * cells + cell] ?? 0)) ** 2;
    }
    this.#accumulate([0, 2 + r, tagAt, 1], [1, 1, 1, -first], levelDbm);
    this.#plus(1, 1, second - first * first);
    this.#squares += squares;
    this.#samples++;
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

  solve(): Learned {
    const receivers = this.#map.receivers.length;
    const scale = SECOND_WORTH / this.#from.loss.sdDb ** 2;
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
