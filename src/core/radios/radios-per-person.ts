import { number, row } from '../model/codec.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** Prior of the ratio: a person carries one to two transmitting radios, and each store differs. */
const PER_PERSON = { mean: 1.3, sd: 0.5 };
/**
 * Smallest ratio used. A lower one would only magnify noise. In a supermarket, a receiver hears one radio of thirty
 * people loudly enough to be inside.
 */
const LEAST_PER_PERSON = 0.02;
/** Prior of the number of radios that are always present: tills, printers, neighbours. */
const ALWAYS_THERE = { mean: 0, sd: 4 };
/**
 * Variance of the number of radios ÷ its mean, for the weight of a minute that the ratio is learned from. A purely
 * random number has 1.
 */
const SCATTER = 2;
/**
 * The same quotient for the index, where the number of people inside is the true one. It is lower than `SCATTER`,
 * because learning uses an estimated occupancy, which adds its own error.
 */
const INDEX_SCATTER = 0.3;
/**
 * Error variance of the learned line ÷ the one by the information. The information is too low, because `SCATTER` and
 * `MINUTE_WORTH` are cautious. This and `NEXT_MINUTE` are chosen on the odd seeds of a pharmacy's openings
 * (`sim-stores.ts`).
 */
const LINE_SHARE = 0.2;
/**
 * Correlation of the scatter of one minute with the next. Mostly the same people are inside, who carry more or fewer
 * radios than others. Neighbouring minutes have .4 to .55, and those five minutes apart .1 to .25.
 */
const NEXT_MINUTE = 0.65;
/**
 * Share of learned information kept per minute. The information halves in about a week of opening hours, as people
 * change devices slowly.
 */
const KEEP = 1 - 1 / 6_000;
/**
 * Weight of one minute. It is below 1 because neighbouring minutes hold mostly the same people, so they are not
 * independent.
 */
const MINUTE_WORTH = 0.1;

const PRIOR = {
  a: 1 / ALWAYS_THERE.sd ** 2,
  b: 0,
  d: 1 / PER_PERSON.sd ** 2,
  u: ALWAYS_THERE.mean / ALWAYS_THERE.sd ** 2,
  v: PER_PERSON.mean / PER_PERSON.sd ** 2,
};

/**
 * An index with two error variances: that of the learned line, which all minutes share, and that of the radios heard in
 * this minute.
 */
export interface RadioIndexValue {
  readonly index: number;
  readonly indexLineVar: number;
  readonly indexScatterVar: number;
}

/**
 * Returns the 95 % interval of the mean index of `minutes`. The error of the line stays as it is, and the scatter gets
 * smaller with the number of minutes.
 */
export function indexInterval(
  { index, indexLineVar, indexScatterVar }: RadioIndexValue,
  minutes: number,
): { readonly low: number; readonly high: number } {
  const scatter = (indexScatterVar * correlated(minutes)) / minutes;
  const half = TWO_SIDED_95 * Math.sqrt(indexLineVar + scatter);
  return { low: Math.max(0, index - half), high: index + half };
}

const HOUR_MINUTES = 60;
const MINUTE_S = 60;

/**
 * Returns the error variance of an index in person-seconds, over `seconds`. Variances add up over time, so the sum is
 * right for an hour. Over longer times it is too low, because all hours share the error of the line. Undefined for an
 * unknown index.
 */
export function addedIndexVariance(
  { indexLineVar, indexScatterVar }: { readonly [K in keyof Omit<RadioIndexValue, 'index'>]: number | null },
  seconds: number,
): number | undefined {
  if (indexLineVar === null || indexScatterVar === null) return undefined;
  const perMinute = indexLineVar * HOUR_MINUTES + indexScatterVar * correlated(HOUR_MINUTES);
  return (seconds / MINUTE_S) * perMinute * MINUTE_S ** 2;
}

/** Variance of the mean of minutes that depend on each other (AR(1)) ÷ that of as many independent minutes. */
function correlated(minutes: number): number {
  const past = 1 - NEXT_MINUTE;
  const long = (1 + NEXT_MINUTE) / past;
  return long - (2 * NEXT_MINUTE * (1 - NEXT_MINUTE ** minutes)) / (minutes * past ** 2);
}

/**
 * Learns the number of radios per person by comparison with the door counter: radios = always there + ratio × inside.
 * Uses recursive least squares with a prior. Without a door counter, the prior and its wide interval remain.
 */
export class RadiosPerPerson implements Checkpointed {
  /** Information matrix [a, b; b, d] and vector of (always there, ratio). */
  readonly #sums = { ...PRIOR };
  readonly state = heldObject(row({ a: number, b: number, d: number, u: number, v: number }), this.#sums);

  /** Learns from one minute. `radios`: mean number heard at the same time; `inside`: occupancy by the doors. */
  learn(radios: number, inside: number): void {
    this.#forget();
    const worth = MINUTE_WORTH / (SCATTER * Math.max(1, radios));
    this.#sums.a += worth;
    this.#sums.b += worth * inside;
    this.#sums.d += worth * inside * inside;
    this.#sums.u += worth * radios;
    this.#sums.v += worth * inside * radios;
  }

  /** Moves old information towards the prior, so that the prior never disappears. */
  #forget(): void {
    for (const [key, prior] of Object.entries(PRIOR) as [keyof typeof PRIOR, number][])
      this.#sums[key] = prior + (this.#sums[key] - prior) * KEEP;
  }

  /** Estimates the occupancy index, with its error variances, from the number of radios heard at the same time. */
  index(radios: number): RadioIndexValue {
    const { a, b, d, u, v } = this.#sums;
    const determinant = a * d - b ** 2;
    const always = (d * u - b * v) / determinant;
    const ratio = Math.max(LEAST_PER_PERSON, (a * v - b * u) / determinant);
    const index = Math.max(0, (radios - always) / ratio);
    const ofLine = (d - 2 * b * index + a * index ** 2) / determinant;
    return {
      index,
      indexLineVar: (LINE_SHARE * ofLine) / ratio ** 2,
      indexScatterVar: (INDEX_SCATTER * Math.max(1, radios)) / ratio ** 2,
    };
  }
}
