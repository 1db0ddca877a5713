import { number, row } from '../model/codec.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** A person carries one to two transmitting radios; the next store's ratio is unknown. */
const PER_PERSON = { mean: 1.3, sd: 0.5 };
/** Fewer than this many radios a person, and the index would be noise blown up. */
const LEAST_PER_PERSON = 0.3;
/** Radios that are always there: tills, printers, neighbours. */
const ALWAYS_THERE = { mean: 0, sd: 4 };
/** Counts of radios scatter about twice as much as counts of coins would. */
const SCATTER = 2;
/** A minute's worth of memory is halved in about a week of opening hours: people change their devices slowly. */
const KEEP = 1 - 1 / 6_000;
/** Neighbouring minutes hold the same people: each is worth this much of an independent one. */
const MINUTE_WORTH = 0.1;

const PRIOR = {
  a: 1 / ALWAYS_THERE.sd ** 2,
  b: 0,
  d: 1 / PER_PERSON.sd ** 2,
  u: ALWAYS_THERE.mean / ALWAYS_THERE.sd ** 2,
  v: PER_PERSON.mean / PER_PERSON.sd ** 2,
};

export interface RadioIndexValue {
  readonly index: number;
  readonly indexLow: number;
  readonly indexHigh: number;
}

/**
 * Learns the number of radios per person against the door counter: radios = always there + ratio × inside. Uses
 * recursive least squares with a prior. Without a door counter, the prior and its wide interval remain.
 */
export class RadiosPerPerson implements Checkpointed {
  /** Information matrix [a, b; b, d] and vector of (always there, ratio). */
  readonly #sums = { ...PRIOR };
  readonly state = heldObject(row({ a: number, b: number, d: number, u: number, v: number }), this.#sums);

  /** A minute with a mean of `radios` heard at the same time, and `inside` people according to the doors. */
  learn(radios: number, inside: number): void {
    this.#forget();
    const worth = MINUTE_WORTH / (SCATTER * Math.max(1, radios));
    this.#sums.a += worth;
    this.#sums.b += worth * inside;
    this.#sums.d += worth * inside * inside;
    this.#sums.u += worth * radios;
    this.#sums.v += worth * inside * radios;
  }

  /** The old fades towards the prior, not towards nothing. */
  #forget(): void {
    for (const [key, prior] of Object.entries(PRIOR) as [keyof typeof PRIOR, number][])
      this.#sums[key] = prior + (this.#sums[key] - prior) * KEEP;
  }

  /** The index that so many radios at once stand for, with its 95 % interval. */
  index(radios: number): RadioIndexValue {
    const { a, b, d, u, v } = this.#sums;
    const determinant = a * d - b ** 2;
    const always = (d * u - b * v) / determinant;
    const ratio = Math.max(LEAST_PER_PERSON, (a * v - b * u) / determinant);
    const index = Math.max(0, (radios - always) / ratio);
    const ofLine = (d - 2 * b * index + a * index ** 2) / determinant;
    const half = (TWO_SIDED_95 * Math.sqrt(ofLine + SCATTER * Math.max(1, radios))) / ratio;
    return { index, indexLow: Math.max(0, index - half), indexHigh: index + half };
  }
}
