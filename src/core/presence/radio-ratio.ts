import { TWO_SIDED_95 } from '../estimated.ts';
import type { Json } from '../types.ts';

/** A person carries one to two radios that speak; nobody knows of the next shop. */
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

export interface RadioIndexValue {
  readonly index: number;
  readonly indexLow: number;
  readonly indexHigh: number;
}

/**
 * How many radios there are for each person, learned against the door counter: radios = always there + ratio × inside,
 * by recursive least squares with a prior, so that without a door counter the prior and its wide interval remain.
 */
export class RadioRatio {
  /** Information matrix [a, b; b, d] and vector of (always there, ratio). */
  #a = 1 / ALWAYS_THERE.sd ** 2;
  #b = 0;
  #d = 1 / PER_PERSON.sd ** 2;
  #u = ALWAYS_THERE.mean / ALWAYS_THERE.sd ** 2;
  #v = PER_PERSON.mean / PER_PERSON.sd ** 2;

  /** A minute in which `radios` were heard at once on average, while the doors say that `inside` people were in. */
  learn(radios: number, inside: number): void {
    this.#forget();
    const worth = MINUTE_WORTH / (SCATTER * Math.max(1, radios));
    this.#a += worth;
    this.#b += worth * inside;
    this.#d += worth * inside * inside;
    this.#u += worth * radios;
    this.#v += worth * inside * radios;
  }

  /** The old fades towards the prior, not towards nothing. */
  #forget(): void {
    const fade = (value: number, prior: number) => prior + (value - prior) * KEEP;
    this.#a = fade(this.#a, 1 / ALWAYS_THERE.sd ** 2);
    this.#b = fade(this.#b, 0);
    this.#d = fade(this.#d, 1 / PER_PERSON.sd ** 2);
    this.#u = fade(this.#u, ALWAYS_THERE.mean / ALWAYS_THERE.sd ** 2);
    this.#v = fade(this.#v, PER_PERSON.mean / PER_PERSON.sd ** 2);
  }

  /** The index that so many radios at once stand for, with its 95 % interval. */
  index(radios: number): RadioIndexValue {
    const determinant = this.#a * this.#d - this.#b ** 2;
    const always = (this.#d * this.#u - this.#b * this.#v) / determinant;
    const ratio = Math.max(LEAST_PER_PERSON, (this.#a * this.#v - this.#b * this.#u) / determinant);
    const index = Math.max(0, (radios - always) / ratio);
    const ofLine = (this.#d - 2 * this.#b * index + this.#a * index ** 2) / determinant;
    const half = (TWO_SIDED_95 * Math.sqrt(ofLine + SCATTER * Math.max(1, radios))) / ratio;
    return { index, indexLow: Math.max(0, index - half), indexHigh: index + half };
  }

  snapshot(): Json {
    return [this.#a, this.#b, this.#d, this.#u, this.#v];
  }

  restore(saved: Json): void {
    const [a = 0, b = 0, d = 0, u = 0, v = 0] = saved as readonly number[];
    this.#a = a;
    this.#b = b;
    this.#d = d;
    this.#u = u;
    this.#v = v;
  }
}
